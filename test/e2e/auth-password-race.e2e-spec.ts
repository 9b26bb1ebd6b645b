import { DataSource, type QueryRunner } from 'typeorm';
import { ADMIN_EMAIL, ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createUser, type TestUser, USER_PASSWORD } from '../support/users.ts';

const NEW_PASSWORD = 'quite another password of mine';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
});
afterAll(() => test.close());

/** Asked over the connection of the lock. Resolves when that many requests wait for a lock. */
async function waiting(runner: QueryRunner, requests: number): Promise<void> {
  for (let found = 0; found < requests;) {
    await runner.query('SELECT pg_stat_clear_snapshot()');
    const rows = await runner.manager.query<unknown[]>(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    found = rows.length;
  }
}

/** Lets both come to the locked account, the second behind the first, before either goes on. */
async function inTurn<A, B>({ id }: TestUser, first: () => Promise<A>, second: () => Promise<B>): Promise<[A, B]> {
  const runner = test.app.get(DataSource).createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [id]);
    const answers: [Promise<A>, Promise<B>] = [first(), waiting(runner, 1).then(second)];
    await waiting(runner, 2);
    await runner.commitTransaction();
    return await Promise.all(answers);
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
  }
}

describe('POST /auth/password', () => {
  it('should say that it met a requirement that came while it was under way', async () => {
    const user = await createUser(test);
    const [admin, theirs] = [await signIn(test), await signIn(test, { email: user.email, password: USER_PASSWORD })];
    const json = { currentPassword: USER_PASSWORD, newPassword: NEW_PASSWORD };
    const [required, changed] = await inTurn(
      user,
      () => call(test, `POST /users/${user.id}/password-reset`, { token: admin }),
      () => call(test, 'POST /auth/password', { token: theirs, json }),
    );
    expect([required.status, changed.status]).toEqual([200, 204]);

    const ids = [required, changed].map(({ headers }) => headers.get('x-request-id'));
    const entries = await auditEntries(test, 'request_id = ANY($1)', [ids]);
    const told = new Map(entries.map((entry) => [entry['request_id'], entry]));
    expect(told.get(ids[0])).toMatchObject({
      user_label: ADMIN_EMAIL,
      status: 'success',
      metadata: { changes: { resetRequired: { from: false, to: true } }, endedSessions: 1 },
    });
    expect(told.get(ids[1])).toMatchObject({
      category: 'authentication',
      action_type: 'password_change',
      resource_type: 'user',
      resource_id: user.id,
      user_label: user.email,
      status: 'success',
      metadata: { changes: { resetRequired: { from: true, to: false } }, endedSessions: 0 },
    });

    const login = await call(test, 'POST /auth/login', { json: { email: user.email, password: NEW_PASSWORD } });
    expect(login).toMatchObject({ status: 200, body: { user: { passwordResetRequired: false } } });
    expect((await call(test, 'GET /auth/me', { token: theirs })).status).toBe(401);
  });
});
