import { DataSource } from 'typeorm';
import { expectAudit } from '../../src/audit/index.ts';
import { FirstAdminService } from '../../src/users/first-admin.service.ts';
import { ADMIN_SETTINGS, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createUser, giveRole, type TestUser, USER_PASSWORD } from '../support/users.ts';

let test: TestApp;
let token: string;
let admin: { readonly id: string };

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  token = await signIn(test);
  admin = (await call<{ id: string }>(test, 'GET /auth/me', { token })).body;
});
afterAll(() => test.close());

const sql = (query: string, parameters: unknown[] = []) => test.app.get(DataSource).query(query, parameters);
const signInAs = ({ email }: TestUser) => signIn(test, { email, password: USER_PASSWORD });

/** Makes a second administrator and takes the role away again afterwards. */
async function withSecondAdmin(work: (second: TestUser) => Promise<void>): Promise<void> {
  const second = await createUser(test, { roles: ['admin'] });
  try {
    await work(second);
  } finally {
    await sql('DELETE FROM user_roles USING roles WHERE role_id = roles.id AND name = $1 AND user_id = $2', [
      'admin',
      second.id,
    ]);
    await sql('UPDATE users SET is_active = true WHERE id = $1', [admin.id]);
    token = await signIn(test);
  }
}

describe('the administrators', () => {
  it.each([
    ['POST /users/:id/deactivate', (id: string) => id],
    ['DELETE /users/:id', (id: string) => id],
    ['DELETE /users/:id', (id: string) => id.toUpperCase()],
  ])('should not be able to %s themselves', async (route, written) => {
    await withSecondAdmin(async () => {
      const audit = expectAudit(test.app);
      const answer = await call(test, route.replace(':id', written(admin.id)), { token });
      expect(answer).toMatchObject({ status: 409, body: { code: 'OWN_ACCOUNT' } });
      await audit.toHaveRecordedOnly([{ status: 'failure', resourceId: written(admin.id) }]);
    });
  });

  it.each(['POST /users/:id/deactivate', 'DELETE /users/:id'])('should keep their last one on %s', async (route) => {
    const keeper = await createUser(test);
    await sql(`INSERT INTO roles (name, description, permissions) VALUES ('keeper', '', '{users:write}')
               ON CONFLICT DO NOTHING`);
    await giveRole(test, { id: keeper.id, role: 'keeper' });
    const answer = await call(test, route.replace(':id', admin.id), { token: await signInAs(keeper) });
    expect(answer).toMatchObject({ status: 409, body: { code: 'LAST_ADMIN' } });
  });

  it('should not be able to remove each other at the same time', async () => {
    for (let round = 0; round < 5; round += 1) {
      await withSecondAdmin(async (second) => {
        const theirs = await signInAs(second);
        const answers = await Promise.all([
          call(test, `POST /users/${second.id}/deactivate`, { token }),
          call(test, `POST /users/${admin.id}/deactivate`, { token: theirs }),
        ]);
        const [{ active }] = await sql(
          `SELECT count(*)::int AS active FROM users JOIN user_roles ON user_id = users.id
           JOIN roles ON roles.id = role_id WHERE roles.name = 'admin' AND is_active`,
        );
        expect(active).toBe(1);
        expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      });
    }
  });
});

describe('the first administrator', () => {
  it('should be made once when several instances start at the same time', async () => {
    const fresh = await createTestApp({ ADMIN_EMAIL: 'root@example.com' });
    try {
      const service = fresh.app.get(FirstAdminService, { strict: false });
      await fresh.app.get(DataSource).query('DELETE FROM users');
      const audit = expectAudit(fresh.app);
      const admins = await Promise.all(Array.from({ length: 4 }, () => service.ensureFirstAdmin()));
      expect(admins.map(({ email }) => email)).toEqual(Array.from({ length: 4 }, () => 'root@example.com'));
      const passwords = admins.flatMap(({ password }) => password ?? []);
      expect(passwords).toHaveLength(1);
      expect(await signIn(fresh, { email: 'root@example.com', password: passwords[0]! })).toEqual(expect.any(String));
      const entries = await audit.toHaveRecordedOnly([
        {
          category: 'user_management',
          actorType: 'system',
          description: 'The system created the first administrator root@example.com',
        },
        { category: 'authentication', actionType: 'login' },
      ]);
      expect(JSON.stringify(entries)).not.toContain(passwords[0]);
    } finally {
      await fresh.close();
    }
  });
});
