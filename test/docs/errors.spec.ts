import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { accessErrors } from '../../src/access/access.errors.ts';
import { administrationErrors } from '../../src/administration/administration.errors.ts';
import { AUDIT_ERRORS } from '../../src/audit/index.ts';
import { authErrors } from '../../src/auth/auth.errors.ts';
import { dataUploadsErrors } from '../../src/data-uploads/data-uploads.errors.ts';
import { problemErrors } from '../../src/problem/problem.errors.ts';
import { reconciliationsErrors } from '../../src/reconciliations/reconciliations.errors.ts';
import { rolesErrors } from '../../src/roles/roles.errors.ts';
import { settingsErrors } from '../../src/settings/settings.errors.ts';
import { usersErrors } from '../../src/users/users.errors.ts';

const CATALOGUES = {
  'Every route': problemErrors,
  'Signing in': authErrors,
  Sessions: accessErrors,
  Users: usersErrors,
  Roles: rolesErrors,
  'Data uploads': dataUploadsErrors,
  Reconciliations: reconciliationsErrors,
  Settings: settingsErrors,
  Administration: administrationErrors,
  'Audit log': AUDIT_ERRORS,
};

const ROOT = resolve(import.meta.dirname, '../..');

function tableOf(errors: Readonly<Record<string, { readonly status: number; readonly message: string }>>): string {
  const rows = Object.entries(errors).map(([code, { status, message }]) => `| \`${code}\` | ${status} | ${message} |`);
  return ['| code | status | what it says |', '|---|---|---|', ...rows].join('\n');
}

describe('docs/errors.md', () => {
  it('should know of every file of errors that can be answered', () => {
    const files = readdirSync(resolve(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
    const answered = files.filter((file) => file.endsWith('.errors.ts') && !file.endsWith('start.errors.ts'));
    expect(answered).toHaveLength(Object.keys(CATALOGUES).length);
  });

  it('should list every error code with its status and message', () => {
    const sections = Object.entries(CATALOGUES).map(([title, errors]) => `## ${title}\n\n${tableOf(errors)}\n`);
    const document = readFileSync(resolve(ROOT, 'docs/errors.md'), 'utf8');
    expect(document.slice(document.indexOf('## '))).toBe(sections.join('\n'));
  });
});
