import { DataSource } from 'typeorm';
import { ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createRole, type TestRole } from '../support/roles.ts';
import { csvOf, endedImport, uploadCsv } from '../support/uploads.ts';
import { createUser, type TestUser } from '../support/users.ts';

const IMPORTS = 25;
const ROLE_CHANGES = 50;

let test: TestApp;
let token: string;
beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  token = await signIn(test);
});
afterAll(() => test.close());

const sql = (query: string): Promise<Record<string, unknown>[]> => test.app.get(DataSource).query(query);

/** A file with so many lines that can be taken, and one that can not unless the number is even. */
function fileOf(number: number): string {
  const lines = Array.from({ length: number + 1 }, (_, line) => `F${number}-${line},2026-10-01,${line + 1}.00,EUR,`);
  return csvOf(...lines, ...(number % 2 === 0 ? [] : ['broken,2026-10-01,much,EUR,']));
}

/** Gives or takes one of the roles to or from one of the users, whether or not that is possible. */
function changeRole(number: number, { users, roles }: { users: readonly TestUser[]; roles: readonly TestRole[] }) {
  const user = users[number % users.length]!;
  const role = roles[Math.floor(number / 3) % roles.length]!;
  return call(test, `${number % 5 === 4 ? 'DELETE' : 'PUT'} /users/${user.id}/roles/${role.id}`, { token });
}

describe('role changes and imports side by side', () => {
  it('should leave entries that match the final state of the database one to one', async () => {
    const users = await Promise.all([1, 2, 3, 4].map(() => createUser(test)));
    const roles = await Promise.all([1, 2, 3].map(() => createRole(test, ['data:read'])));
    const uploads: string[] = [];
    for (let number = 0; number < IMPORTS; number += 1) {
      const { body } = await uploadCsv(test, { token, csv: fileOf(number), name: `file-${number}.csv` });
      uploads.push(body.id);
    }
    const [changes] = await Promise.all([
      Promise.all(Array.from({ length: ROLE_CHANGES }, (_, number) => changeRole(number, { users, roles }))),
      Promise.all(uploads.map((id) => call(test, `POST /data-uploads/${id}/import`, { token }))),
    ]);
    for (const id of uploads) await endedImport(test, { token, id });

    const imports = await auditEntries(test, `action_type = 'import'`);
    const told = imports.map(({ resource_id: id, status, metadata }) => {
      const { acceptedLines, refusedLines } = metadata as Record<string, number>;
      return { id, status: status === 'success' ? 'imported' : 'failed', acceptedLines, refusedLines };
    });
    const stored = await sql(
      `SELECT id, status, accepted_lines AS "acceptedLines", refused_lines AS "refusedLines" FROM data_uploads`,
    );
    expect(stored).toHaveLength(IMPORTS);
    expect(told.toSorted(byId)).toEqual(stored.toSorted(byId));
    const counted = await sql(
      `SELECT upload_id AS id, count(*)::int AS lines FROM import_lines GROUP BY upload_id ORDER BY upload_id::text`,
    );
    expect(counted).toEqual(told.toSorted(byId).map(({ id, acceptedLines }) => ({ id, lines: acceptedLines })));

    const ids = changes.map(({ headers }) => headers.get('x-request-id'));
    const entries = await auditEntries(test, `request_id = ANY($1)`, [ids]);
    expect(entries).toHaveLength(ROLE_CHANGES);
    for (const user of users) {
      for (const role of roles) {
        const balance = entries.map((entry) => balanceOf(entry, { user, role })).reduce((sum, each) => sum + each, 0);
        const rows = await sql(`SELECT FROM user_roles WHERE user_id = '${user.id}' AND role_id = '${role.id}'`);
        expect({ user: user.email, role: role.name, has: rows.length }).toEqual({
          user: user.email,
          role: role.name,
          has: balance,
        });
      }
    }
  }, 60_000);
});

/** What an entry says happened to this pair: 1 given, -1 taken away, 0 nothing. */
function balanceOf(entry: Record<string, unknown>, { user, role }: { user: TestUser; role: TestRole }): number {
  const { changes, user: of } = entry['metadata'] as {
    readonly changes?: { readonly roles?: { readonly from: string[]; readonly to: string[] } };
    readonly user?: { readonly id: string };
  };
  if (of?.id !== user.id || entry['resource_id'] !== role.id || changes?.roles === undefined) return 0;
  return Number(changes.roles.to.includes(role.name)) - Number(changes.roles.from.includes(role.name));
}

function byId(one: Record<string, unknown>, other: Record<string, unknown>): number {
  return String(one['id']).localeCompare(String(other['id']));
}
