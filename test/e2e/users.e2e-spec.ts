import { DataSource } from 'typeorm';
import { ADMIN_EMAIL, ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createUser, type TestUser, USER_PASSWORD } from '../support/users.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const NEW_USER = { email: 'bob@example.com', name: 'Bob', password: USER_PASSWORD };

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
const signInAs = ({ email }: TestUser) => signIn(test, { email, password: USER_PASSWORD });

describe('POST /users', () => {
  it('should make an active account with the role user', async () => {
    const { status, body, headers } = await call(test, 'POST /users', { token, json: NEW_USER });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      email: 'bob@example.com',
      name: 'Bob',
      isActive: true,
      roles: ['user'],
      lockedUntil: null,
      passwordResetRequired: false,
      lastSignInAt: null,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/),
      updatedAt: expect.any(String),
    });
    const entry = await entryOf(headers);
    expect(entry).toMatchObject({
      category: 'user_management',
      action_type: 'create',
      resource_type: 'user',
      resource_id: body['id'],
      status: 'success',
      user_id: admin.id,
      user_label: ADMIN_EMAIL,
      description: `${ADMIN_EMAIL} created user bob@example.com`,
    });
    expect(JSON.stringify(entry)).not.toContain(USER_PASSWORD);
  });

  it('should keep the password only as an argon2id hash', async () => {
    const { id } = await createUser(test);
    const [{ password_hash }] = await sql('SELECT password_hash FROM users WHERE id = $1', [id]);
    expect(password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('should refuse an address that is taken, whatever its case', async () => {
    const { email } = await createUser(test);
    const answer = await call(test, 'POST /users', { token, json: { ...NEW_USER, email: email.toUpperCase() } });
    expect(answer).toMatchObject({ status: 409, body: { code: 'EMAIL_TAKEN' } });
    expect(await entryOf(answer.headers)).toMatchObject({ action_type: 'create', status: 'failure' });
  });

  it('should make one account when the same address comes several times at once', async () => {
    const json = { ...NEW_USER, email: 'racing@example.com' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => call(test, 'POST /users', { token, json })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5);
  });

  it.each([
    ['email', { email: 'no address' }],
    ['email', { email: `${'x'.repeat(250)}@example.com` }],
    ['email', { email: null }],
    ['name', { name: '   ' }],
    ['name', { name: 'x'.repeat(201) }],
    ['name', { name: 'null\u0000byte' }],
    ['name', { name: ['Bob'] }],
    ['password', { password: 'elevenchars' }],
    ['password', { password: 'x'.repeat(129) }],
    ['password', { password: 'bob@example.com' }],
    ['password', { password: 'BOB the Builder', name: 'Bob the builder' }],
    ['password', { password: undefined }],
    ['isActive', { isActive: false }],
    ['roles', { roles: ['admin'] }],
  ])('should refuse a wrong %s: %j', async (field, wrong) => {
    const { status, body } = await call(test, 'POST /users', { token, json: { ...NEW_USER, ...wrong } });
    expect({ status, code: body['code'] }).toEqual({ status: 400, code: 'VALIDATION_FAILED' });
    const fields = (body['errors'] as { field: string }[]).map((error) => error.field);
    expect(new Set(fields)).toEqual(new Set([field]));
  });
});

describe('GET /users', () => {
  it('should give pages that hold every account once', async () => {
    for (let count = 0; count < 4; count += 1) await createUser(test, { name: `Paged ${count}` });
    const pages = await Promise.all(
      [1, 2, 3].map((page) =>
        call<{ data: { name: string }[]; pagination: object }>(test, `GET /users?search=paged&limit=2&page=${page}`, {
          token,
        }),
      ),
    );
    expect(pages.map(({ body }) => body.pagination)).toEqual([1, 2, 3].map((page) => ({ limit: 2, page, total: 4 })));
    const names = pages.map(({ body }) => body.data.map(({ name }) => name));
    expect(names).toEqual([['Paged 0', 'Paged 1'], ['Paged 2', 'Paged 3'], []]);
  });

  it('should give 50 accounts to a page unless asked otherwise, and never a hash', async () => {
    const { status, body } = await call(test, 'GET /users', { token });
    expect(status).toBe(200);
    expect(body['pagination']).toMatchObject({ limit: 50, page: 1 });
    expect(JSON.stringify(body)).not.toMatch(/argon2|hash/i);
  });

  it.each([
    ['100%', '100% sure', 1],
    ['_', 'under_score', 1],
    ['\\', 'back\\slash', 1],
    ["'; DROP TABLE users; --", 'nobody', 0],
  ])('should search for %s as it is written', async (search, name, found) => {
    await createUser(test, { name });
    await createUser(test, { name: 'decoy 100 of them' });
    const { body } = await call<{ data: { name: string }[] }>(test, `GET /users?search=${encodeURIComponent(search)}`, {
      token,
    });
    expect(body.data.map((user) => user.name)).toEqual(found === 0 ? [] : [name]);
  });

  it('should search the e-mail address too', async () => {
    const { email } = await createUser(test);
    const { body } = await call(test, `GET /users?search=${email.slice(0, 14).toUpperCase()}`, { token });
    expect(body).toMatchObject({ pagination: { total: 1 }, data: [{ email }] });
  });

  it.each([
    'limit=0',
    'limit=201',
    'limit=x',
    'limit=1.5',
    'page=0',
    'page=1e300',
    'limit=1&limit=2',
    'search=%00',
    'sort=name',
  ])('should refuse ?%s', async (query) => {
    const { status, body } = await call(test, `GET /users?${query}`, { token });
    expect({ status, code: body['code'] }).toEqual({ status: 400, code: 'VALIDATION_FAILED' });
  });
});

describe('GET /users/{id}', () => {
  it('should give the account', async () => {
    const { id, email } = await createUser(test);
    expect(await call(test, `GET /users/${id}`, { token })).toMatchObject({ status: 200, body: { id, email } });
  });

  it.each([
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/activate'],
    ['POST', '/deactivate'],
  ])('should answer %s of nobody%s with 404 and of no id with 400', async (method, suffix) => {
    const json = method === 'PATCH' ? { name: 'New' } : undefined;
    expect(await call(test, `${method} /users/${NOBODY}${suffix}`, { token, json })).toMatchObject({
      status: 404,
      body: { code: 'USER_NOT_FOUND' },
    });
    expect((await call(test, `${method} /users/not-an-id${suffix}`, { token, json })).status).toBe(400);
  });
});

describe('PATCH /users/{id}', () => {
  it('should change what is given and tell the log what it was', async () => {
    const { id, email, name } = await createUser(test);
    const { status, body, headers } = await call(test, `PATCH /users/${id}`, { token, json: { name: ' New Name ' } });
    expect({ status, name: body['name'], email: body['email'] }).toEqual({ status: 200, name: 'New Name', email });
    expect(Date.parse(body['updatedAt'] as string)).toBeGreaterThan(Date.parse(body['createdAt'] as string));
    expect(await entryOf(headers)).toMatchObject({
      action_type: 'update',
      resource_id: id,
      description: `${ADMIN_EMAIL} updated user ${email}`,
      metadata: { changes: { name: { from: name, to: 'New Name' } } },
    });
  });

  it('should change nothing when nothing is given', async () => {
    const { id, email, name } = await createUser(test);
    expect(await call(test, `PATCH /users/${id}`, { token, json: {} })).toMatchObject({
      status: 200,
      body: { email, name },
    });
  });

  it('should let an account change the case of its own address, but not take that of another', async () => {
    const [one, other] = [await createUser(test), await createUser(test)];
    const patch = (email: string) => call(test, `PATCH /users/${one.id}`, { token, json: { email } });
    expect((await patch(one.email.toUpperCase())).status).toBe(200);
    expect(await patch(other.email.toUpperCase())).toMatchObject({ status: 409, body: { code: 'EMAIL_TAKEN' } });
  });

  it.each([{ name: null }, { email: null }, { email: 'x' }, { password: USER_PASSWORD }, { isActive: false }])(
    'should refuse %j',
    async (json) => {
      const { id } = await createUser(test);
      expect((await call(test, `PATCH /users/${id}`, { token, json })).status).toBe(400);
    },
  );
});

describe('POST /users/{id}/deactivate and /activate', () => {
  it('should end the sessions at once, and not bring them back', async () => {
    const user = await createUser(test);
    const [first, second] = [await signInAs(user), await signInAs(user)];
    const { status, body, headers } = await call(test, `POST /users/${user.id}/deactivate`, { token });
    expect({ status, isActive: body['isActive'] }).toEqual({ status: 200, isActive: false });
    expect(await entryOf(headers)).toMatchObject({
      action_type: 'deactivate',
      description: `${ADMIN_EMAIL} deactivated user ${user.email}`,
      metadata: { changes: { isActive: { from: true, to: false } }, endedSessions: 2 },
    });
    const activated = await call(test, `POST /users/${user.id}/activate`, { token });
    expect(activated).toMatchObject({ status: 200, body: { isActive: true } });
    expect(await entryOf(activated.headers)).toMatchObject({
      action_type: 'activate',
      metadata: { changes: { isActive: { from: false, to: true } } },
    });
    for (const ended of [first, second]) {
      expect((await call(test, 'GET /auth/me', { token: ended })).status).toBe(401);
    }
    expect((await call(test, 'GET /auth/me', { token: await signInAs(user) })).status).toBe(200);
  });

  it('should lift a lock when activating', async () => {
    const user = await createUser(test);
    await sql(`UPDATE users SET locked_until = now() + interval '1 hour', failed_sign_ins = 5 WHERE id = $1`, [
      user.id,
    ]);
    const before = await call(test, `GET /users/${user.id}`, { token });
    expect(before.body['lockedUntil']).toEqual(expect.any(String));
    expect((await call(test, `POST /users/${user.id}/activate`, { token })).body['lockedUntil']).toBeNull();
    expect(await signInAs(user)).toEqual(expect.any(String));
  });

  it('should leave no session open when a sign-in comes at the same time', async () => {
    const user = await createUser(test);
    await Promise.all([
      ...Array.from({ length: 5 }, () => signInAs(user).catch(() => undefined)),
      call(test, `POST /users/${user.id}/deactivate`, { token }),
    ]);
    const [{ open }] = await sql('SELECT count(*)::int AS open FROM sessions WHERE user_id = $1 AND ended_at IS NULL', [
      user.id,
    ]);
    expect(open).toBe(0);
  });
});

describe('DELETE /users/{id}', () => {
  it('should delete the account and its sessions, and keep its name in the log', async () => {
    const user = await createUser(test);
    const theirs = await signInAs(user);
    const { status, headers } = await call(test, `DELETE /users/${user.id}`, { token });
    expect(status).toBe(204);
    expect((await call(test, `GET /users/${user.id}`, { token })).status).toBe(404);
    expect((await call(test, 'GET /auth/me', { token: theirs })).status).toBe(401);
    expect(await entryOf(headers)).toMatchObject({
      action_type: 'delete',
      resource_id: user.id,
      description: `${ADMIN_EMAIL} deleted user ${user.email}`,
    });
  });
});
