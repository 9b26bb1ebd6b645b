import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { auditedActions } from '../../src/inventory/audited-actions.ts';
import { hostModulesDocument } from '../../src/inventory/host-modules-document.ts';
import { createInventoryApp } from '../../src/inventory/inventory-app.ts';
import { sourceFilesBelow } from '../architecture/source-graph.ts';

const DOCUMENT = resolve(import.meta.dirname, '../../docs/host-modules.md');

describe('docs/host-modules.md', () => {
  let app: INestApplicationContext;
  beforeAll(async () => {
    app = await createInventoryApp();
  });

  it('should say what the code says; `npm run docs:host-modules` writes it anew', () => {
    expect(readFileSync(DOCUMENT, 'utf8')).toBe(hostModulesDocument(app));
  });

  it('should hold a route, a background job and an event', () => {
    const actions = auditedActions(app);
    expect(actions).toContainEqual({
      module: 'Users',
      source: 'POST /users/{id}/activate',
      category: 'user_management',
      action: 'activate',
      resource: 'user',
      permission: 'users:write',
    });
    expect(actions).toContainEqual(
      expect.objectContaining({ source: 'background: ImportJob', category: 'data_operation', action: 'import' }),
    );
    expect(actions).toContainEqual(
      expect.objectContaining({ source: 'event: SignInService.lock', category: 'authentication', action: 'lock' }),
    );
  });

  it('should miss nothing that is recorded by hand: it is declared as `recorded`', () => {
    const recording = sourceFilesBelow('src')
      .filter(({ path }) => !path.startsWith('src/audit/'))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/\baudit\.record\(\{\s*(\S+)/g)].map(([, first = '']) => ({ path, first })),
      );
    expect(recording.length).toBeGreaterThan(1);
    expect(recording.filter(({ first }) => !/^\.\.\.\w+\.recorded\.\w+,$/.test(first))).toEqual([]);
  });
});
