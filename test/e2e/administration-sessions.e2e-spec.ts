import { DataSource } from 'typeorm';
import { ADMIN_EMAIL, ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createUser, type TestUser, USER_PASSWORD } from '../support/users.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';

interface Page {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly pagination: object;
}

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
const entryOf = async (headers: Headers) => {
  const entries = await auditEntries(test, 'request_id = $1', [headers.get('x-request-id')]);
  expect(entries).toHaveLength(1);
  return entries[0]!;
};
const signInAs = ({ email }: { readonly email: string }) => signIn(test, { email, password: USER_PASSWORD });
const sessionsOf = async ({ id }: { readonly id: string }, query = '') =>
  (await call<Page>(test, `GET /users/${id}/sessions${query}`, { token })).body;
const statusOf = async (session: string) => (await call(test, 'GET /auth/me', { token: session })).status;

/** Until a statement waits for a lock. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const waiting = await sql(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (waiting.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('GET /users/{id}/sessions', () => {
  it('should list the open ones, newest first, and tell where they come from', async () => {
    const user = await createUser(test);
    await signInAs(user);
    await call(test, 'POST /auth/login', {
      json: { email: user.email, password: USER_PASSWORD },
      headers: { 'user-agent': 'probe/1' },
    });
    const { data, pagination } = await sessionsOf(user);
    expect(pagination).toEqual({ limit: 50, page: 1, total: 2 });
    expect(data[0]).toEqual({
      id: expect.any(String),
      createdAt: expect.any(String),
      expiresAt: expect.any(String),
      endedAt: null,
      isCurrent: false,
      isOpen: true,
      ipAddress: '127.0.0.1',
      userAgent: 'probe/1',
    });
    expect(String(data[0]!['createdAt']) > String(data[1]!['createdAt'])).toBe(true);
  });

  it('should list those that are over only when asked for all', async () => {
    const user = await createUser(test);
    const [ended] = [await signInAs(user), await signInAs(user), await signInAs(user)];
    await call(test, 'POST /auth/logout', { token: ended });
    const [first, expired] = (await sessionsOf(user)).data;
    await sql(`UPDATE sessions SET expires_at = now() - interval '1 second' WHERE id = $1`, [expired!['id']]);
    expect((await sessionsOf(user)).data.map(({ id }) => id)).toEqual([first!['id']]);
    expect((await sessionsOf(user, '?all=false')).data).toHaveLength(1);
    const all = (await sessionsOf(user, '?all=true')).data;
    expect(all.map(({ isOpen, endedAt }) => [isOpen, endedAt])).toEqual([
      [true, null],
      [false, null],
      [false, expect.any(String)],
    ]);
  });

  it('should give pages that hold every session once, and none of others', async () => {
    const user = await createUser(test);
    for (let count = 0; count < 3; count += 1) await signInAs(user);
    const pages = [await sessionsOf(user, '?limit=2&page=1'), await sessionsOf(user, '?limit=2&page=2')];
    expect(pages.map(({ pagination }) => pagination)).toEqual([1, 2].map((page) => ({ limit: 2, page, total: 3 })));
    const ids = pages.flatMap(({ data }) => data.map(({ id }) => String(id)));
    const stored = await sql('SELECT id FROM sessions WHERE user_id = $1', [user.id]);
    expect(ids.toSorted()).toEqual(stored.map(({ id }: { id: string }) => id).toSorted());
  });

  it('should mark the session of the caller', async () => {
    const { data } = await sessionsOf(admin, '?limit=200');
    expect(data.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
  });

  it.each(['all=yes', 'all=', 'all=1', 'all=true&all=false', 'limit=0', 'open=true'])(
    'should refuse ?%s',
    async (query) => {
      const answer = await call(test, `GET /users/${admin.id}/sessions?${query}`, { token });
      expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    },
  );
});

describe('DELETE /users/{id}/sessions/{sessionId}', () => {
  it('should end this session and no other', async () => {
    const user = await createUser(test);
    const [ended, kept] = [await signInAs(user), await signInAs(user)];
    const [, session] = (await sessionsOf(user)).data;
    const answer = await call(test, `DELETE /users/${user.id}/sessions/${String(session!['id'])}`, { token });
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 204, body: undefined });
    expect([await statusOf(ended), await statusOf(kept)]).toEqual([401, 200]);
    expect(await entryOf(answer.headers)).toMatchObject({
      category: 'administrative',
      action_type: 'revoke',
      resource_type: 'session',
      resource_id: session!['id'],
      status: 'success',
      user_id: admin.id,
      user_label: ADMIN_EMAIL,
      description: `${ADMIN_EMAIL} revoked the session of user ${user.email}`,
      metadata: { user: { id: user.id, email: user.email }, endedSessions: 1 },
    });
  });

  it('should end the own session, whose token is worth nothing from then on', async () => {
    const own = await signIn(test);
    const { data } = (await call<Page>(test, `GET /users/${admin.id}/sessions`, { token: own })).body;
    const current = data.find(({ isCurrent }) => isCurrent);
    const answer = await call(test, `DELETE /users/${admin.id}/sessions/${String(current!['id'])}`, { token: own });
    expect(answer.status).toBe(204);
    expect(await call(test, 'GET /auth/me', { token: own })).toMatchObject({
      status: 401,
      body: { code: 'SESSION_ENDED' },
    });
    expect(await entryOf(answer.headers)).toMatchObject({ user_id: admin.id, resource_id: current!['id'] });
  });

  it('should not find the session of another user, nor end it', async () => {
    const [user, other] = [await createUser(test), await createUser(test)];
    const theirs = await signInAs(other);
    const id = String((await sessionsOf(other)).data[0]!['id']);
    const answer = await call(test, `DELETE /users/${user.id}/sessions/${id}`, { token });
    expect(answer).toMatchObject({ status: 404, body: { code: 'SESSION_NOT_FOUND' } });
    expect(await statusOf(theirs)).toBe(200);
    expect(await entryOf(answer.headers)).toMatchObject({
      action_type: 'revoke',
      resource_id: id,
      status: 'failure',
      description: expect.stringMatching(
        /^admin@example\.com tried to revoke the session of user .+ and was refused: /,
      ),
    });
  });

  it.each([
    ['has ended', 'ended_at = now()'],
    ['has expired', 'expires_at = now()'],
  ])('should not find a session that %s', async (_, over) => {
    const user = await createUser(test);
    await signInAs(user);
    const id = String((await sessionsOf(user)).data[0]!['id']);
    await sql(`UPDATE sessions SET ${over} WHERE id = $1`, [id]);
    const answer = await call(test, `DELETE /users/${user.id}/sessions/${id}`, { token });
    expect(answer).toMatchObject({ status: 404, body: { code: 'SESSION_NOT_FOUND' } });
  });

  it('should end a session once when it is asked to several times at the same time', async () => {
    const user = await createUser(test);
    await signInAs(user);
    const route = `DELETE /users/${user.id}/sessions/${String((await sessionsOf(user)).data[0]!['id'])}`;
    const answers = await Promise.all(Array.from({ length: 6 }, () => call(test, route, { token })));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(5);
  });
});

describe('DELETE /users/{id}/sessions', () => {
  it('should end those that are open, and let the user sign in again', async () => {
    const user = await createUser(test);
    const [first, second, over] = [await signInAs(user), await signInAs(user), await signInAs(user)];
    await call(test, 'POST /auth/logout', { token: over });
    const answer = await call(test, `DELETE /users/${user.id}/sessions`, { token });
    expect(answer).toMatchObject({ status: 200, body: { endedSessions: 2 } });
    expect([await statusOf(first), await statusOf(second)]).toEqual([401, 401]);
    expect(await entryOf(answer.headers)).toMatchObject({
      category: 'administrative',
      action_type: 'revoke',
      resource_type: 'session',
      resource_id: user.id,
      status: 'success',
      user_id: admin.id,
      user_label: ADMIN_EMAIL,
      description: `${ADMIN_EMAIL} revoked all sessions of user ${user.email}`,
      metadata: { user: { id: user.id, email: user.email }, endedSessions: 2 },
    });
    expect(await statusOf(await signInAs(user))).toBe(200);
    expect((await call(test, `DELETE /users/${user.id}/sessions`, { token })).body).toEqual({ endedSessions: 1 });
    expect((await call(test, `DELETE /users/${user.id}/sessions`, { token })).body).toEqual({ endedSessions: 0 });
  });

  it('should leave alone what is over already', async () => {
    const user = await createUser(test);
    await signInAs(user);
    await sql(`UPDATE sessions SET expires_at = now() - interval '1 day' WHERE user_id = $1`, [user.id]);
    expect((await call(test, `DELETE /users/${user.id}/sessions`, { token })).body).toEqual({ endedSessions: 0 });
    expect(await sql('SELECT ended_at FROM sessions WHERE user_id = $1', [user.id])).toEqual([{ ended_at: null }]);
  });

  it('should leave no earlier session open when sign-ins come at the same time', async () => {
    const user = await createUser(test);
    for (let round = 0; round < 5; round += 1) {
      const earlier = [await signInAs(user), await signInAs(user)];
      const ending = call<{ endedSessions: number }>(test, `DELETE /users/${user.id}/sessions`, { token });
      const racing = await Promise.all(Array.from({ length: 6 }, () => signInAs(user)));
      const { endedSessions } = (await ending).body;
      expect(await Promise.all(earlier.map(statusOf))).toEqual([401, 401]);
      const stillOpen = (await Promise.all(racing.map(statusOf))).filter((status) => status === 200);
      expect(endedSessions + stillOpen.length).toBe(earlier.length + racing.length);
      await call(test, `DELETE /users/${user.id}/sessions`, { token });
    }
  });

  it('should wait for a sign-in that is under way, and end its session too', async () => {
    const user = await createUser(test);
    const runner = test.app.get(DataSource).createQueryRunner();
    await runner.startTransaction();
    try {
      // What a sign-in does, stopped before its end.
      await runner.query('UPDATE users SET last_sign_in_at = now() WHERE id = $1', [user.id]);
      const ending = call(test, `DELETE /users/${user.id}/sessions`, { token });
      await somebodyWaits();
      await runner.query(`INSERT INTO sessions (user_id, expires_at) VALUES ($1, now() + interval '1 hour')`, [
        user.id,
      ]);
      await runner.commitTransaction();
      expect(await ending).toMatchObject({ status: 200, body: { endedSessions: 1 } });
    } finally {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      await runner.release();
    }
    expect((await sessionsOf(user)).data).toEqual([]);
  });
});

describe('the sessions of users', () => {
  const routes = ['GET /users/:id/sessions', 'DELETE /users/:id/sessions', `DELETE /users/:id/sessions/${NOBODY}`];

  it.each(routes)('should answer %s of nobody with 404 and of no id with 400', async (route) => {
    const nobody = await call(test, route.replace(':id', NOBODY), { token });
    expect(nobody).toMatchObject({ status: 404, body: { code: 'USER_NOT_FOUND' } });
    const noId = await call(test, route.replace(':id', 'not-an-id'), { token });
    expect(noId).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ field: 'id' }] } });
  });

  it('should refuse what is no id of a session', async () => {
    const answer = await call(test, `DELETE /users/${admin.id}/sessions/mine`, { token });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'sessionId' }] } });
  });

  it.each(routes)('should refuse %s without the permission', async (route) => {
    const user: TestUser = await createUser(test, { roles: ['auditor'] });
    const kept = await signInAs(user);
    const answer = await call(test, route.replace(':id', admin.id), { token: kept });
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    const missing = route.startsWith('GET') ? 'system:read' : 'system:write';
    const entry = await entryOf(answer.headers);
    expect(entry).toMatchObject({ status: 'failure', user_id: user.id, user_label: user.email });
    expect(entry['description']).toMatch(new RegExp(`and was refused: permission ${missing} is missing$`));
    expect(await statusOf(token)).toBe(200);
  });

  it('should say in the log what a refused caller wanted to end', async () => {
    const user = await createUser(test);
    const answer = await call(test, `DELETE /users/${admin.id}/sessions`, { token: await signInAs(user) });
    expect(await entryOf(answer.headers)).toMatchObject({
      category: 'administrative',
      action_type: 'revoke',
      resource_id: admin.id,
      description:
        `${user.email} tried to revoke all sessions of user ${admin.id} and was refused: ` +
        'permission system:write is missing',
    });
  });
});
