import { DataSource } from 'typeorm';
import { PERMISSIONS } from '../../src/access/permissions.ts';
import { ADMIN_EMAIL, ADMIN_SETTINGS, type Answer, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createHolder, createRole, freshRoleName, roleNamed, type TestRole } from '../support/roles.ts';
import { createUser, giveRole } from '../support/users.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const DESCRIPTION = 'For a test.';

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
async function entryOf({ headers }: Answer<unknown>) {
  const entries = await auditEntries(test, 'request_id = $1', [headers.get('x-request-id')]);
  expect(entries).toHaveLength(1);
  return entries[0] as Record<string, unknown> & { readonly metadata: Record<string, unknown> };
}

const byAdmin = { category: 'role_permission', resource_type: 'role', user_label: ADMIN_EMAIL };
const refused = { category: 'role_permission', resource_type: 'role', status: 'failure' };

describe('GET /roles', () => {
  it('should give the roles by name, with how many users have each', async () => {
    await createUser(test, { roles: ['auditor'] });
    const { status, body } = await call<{ data: TestRole[]; pagination: object }>(test, 'GET /roles', { token });
    expect(status).toBe(200);
    const names = body.data.map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
    const counts = await sql(
      'SELECT name, count(user_id)::int AS users FROM roles LEFT JOIN user_roles ON role_id = id GROUP BY name',
    );
    expect(Object.fromEntries(body.data.map((role) => [role.name, role['userCount']]))).toEqual(
      Object.fromEntries(counts.map(({ name, users }: { name: string; users: number }) => [name, users])),
    );
    expect(body.pagination).toEqual({ limit: 50, page: 1, total: names.length });
  });

  it('should give pages that hold every role once', async () => {
    await createRole(test);
    const first = await call<{ data: TestRole[]; pagination: { total: number } }>(test, 'GET /roles?limit=2', {
      token,
    });
    const { total } = first.body.pagination;
    const pages = await Promise.all(
      Array.from({ length: Math.ceil(total / 2) }, (_, index) =>
        call<{ data: TestRole[] }>(test, `GET /roles?limit=2&page=${index + 1}`, { token }),
      ),
    );
    const ids = pages.flatMap(({ body }) => body.data.map(({ id }) => id));
    expect(new Set(ids).size).toBe(total);
  });

  it.each(['limit=0', 'limit=201', 'page=0', 'name=x'])('should refuse ?%s', async (query) => {
    const answer = await call(test, `GET /roles?${query}`, { token });
    expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
  });
});

describe('GET /roles/{id}', () => {
  it('should give the role', async () => {
    const role = await createRole(test, ['data:upload', 'data:read']);
    await giveRole(test, { id: (await createUser(test)).id, role: role.name });
    expect(await call(test, `GET /roles/${role.id}`, { token })).toMatchObject({
      status: 200,
      body: {
        id: role.id,
        name: role.name,
        description: DESCRIPTION,
        permissions: ['data:read', 'data:upload'],
        isSeeded: false,
        userCount: 1,
      },
    });
    expect(await roleNamed(test, 'admin')).toMatchObject({
      isSeeded: true,
      permissions: Object.keys(PERMISSIONS).toSorted(),
    });
  });

  it.each([
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['PUT', '/permissions'],
  ])('should answer %s of no role%s with 404 and of no id with 400', async (method, suffix) => {
    const json = { PATCH: { name: 'new' }, PUT: { permissions: [] } }[method];
    const gone = await call(test, `${method} /roles/${NOBODY}${suffix}`, { token, json });
    expect(gone).toMatchObject({ status: 404, body: { code: 'ROLE_NOT_FOUND' } });
    expect((await call(test, `${method} /roles/not-an-id${suffix}`, { token, json })).status).toBe(400);
    if (method !== 'GET') expect(await entryOf(gone)).toMatchObject({ ...refused, resource_id: NOBODY });
  });
});

describe('POST /roles', () => {
  it('should make a role', async () => {
    const name = freshRoleName();
    const json = { name, description: ' Reads data. ', permissions: ['data:reconcile', 'data:read'] };
    const answer = await call<TestRole>(test, 'POST /roles', { token, json });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.any(String),
      name,
      description: 'Reads data.',
      permissions: ['data:read', 'data:reconcile'],
      isSeeded: false,
      userCount: 0,
    });
    expect(await sql('SELECT name, description, permissions FROM roles WHERE id = $1', [answer.body.id])).toEqual([
      { name, description: 'Reads data.', permissions: ['data:read', 'data:reconcile'] },
    ]);
    expect(await entryOf(answer)).toMatchObject({
      ...byAdmin,
      action_type: 'create',
      resource_id: answer.body.id,
      status: 'success',
      user_id: admin.id,
      description: `${ADMIN_EMAIL} created role ${name}`,
      metadata: { permissions: ['data:read', 'data:reconcile'] },
    });
  });

  it('should refuse a name that is taken, and make one role when it comes several times at once', async () => {
    const json = { name: freshRoleName(), description: DESCRIPTION, permissions: [] };
    const answers = await Promise.all(Array.from({ length: 6 }, () => call(test, 'POST /roles', { token, json })));
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['201', '409', '409', '409', '409', '409']);
    const late = answers.find(({ status }) => status === 409)!;
    expect(late.body['code']).toBe('ROLE_NAME_TAKEN');
    expect(await entryOf(late)).toMatchObject({
      ...refused,
      action_type: 'create',
      resource_id: null,
      user_id: admin.id,
      description: expect.stringContaining(`${ADMIN_EMAIL} tried to create role ${json.name} and was refused: Another`),
    });
  });

  it('should refuse to hold what its maker does not have', async () => {
    const maker = await createHolder(test, 'roles:write', 'data:read');
    const json = {
      name: freshRoleName(),
      description: DESCRIPTION,
      permissions: ['data:upload', 'audit:read', 'data:read'],
    };
    const answer = await call(test, 'POST /roles', { token: maker.token, json });
    expect(answer).toMatchObject({ status: 403, body: { code: 'PERMISSION_NOT_HELD' } });
    expect(answer.body['detail']).toContain('permissions audit:read, data:upload');
    expect(await sql('SELECT 1 FROM roles WHERE name = $1', [json.name])).toEqual([]);
    expect(await entryOf(answer)).toMatchObject({
      ...refused,
      action_type: 'create',
      user_id: maker.id,
      description:
        `${maker.email} tried to create role ${json.name} and was refused: ` +
        'they do not have the permissions audit:read, data:upload themselves',
    });
    const within = { ...json, permissions: ['data:read'] };
    expect((await call(test, 'POST /roles', { token: maker.token, json: within })).status).toBe(201);
  });

  it.each([
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(61) }],
    ['name', { name: 'Upper' }],
    ['name', { name: 'two words' }],
    ['name', { name: 'newline\n' }],
    ['name', { name: 'ümlaut' }],
    ['name', { name: undefined }],
    ['name', { name: ['a'] }],
    ['description', { description: '  ' }],
    ['description', { description: 'x'.repeat(201) }],
    ['description', { description: 'null\u0000byte' }],
    ['description', { description: null }],
    ['permissions', { permissions: ['users:fly'] }],
    ['permissions', { permissions: ['__proto__'] }],
    ['permissions', { permissions: ['users:read', 'users:read'] }],
    ['permissions', { permissions: 'users:read' }],
    ['permissions', { permissions: [null] }],
    ['permissions', { permissions: undefined }],
    ['id', { id: NOBODY }],
    ['isSeeded', { isSeeded: true }],
  ])('should refuse a wrong %s: %j', async (field, wrong) => {
    const json = { name: freshRoleName(), description: DESCRIPTION, permissions: [], ...wrong };
    const { status, body } = await call(test, 'POST /roles', { token, json });
    expect({ status, code: body['code'] }).toEqual({ status: 400, code: 'VALIDATION_FAILED' });
    const fields = (body['errors'] as { field: string }[]).map((error) => error.field);
    expect(new Set(fields)).toEqual(new Set([field]));
  });

  it('should name the permissions it does not know', async () => {
    const json = { name: freshRoleName(), description: DESCRIPTION, permissions: ['users:read', 'users:fly'] };
    const { body } = await call(test, 'POST /roles', { token, json });
    expect(body['errors']).toEqual([
      { field: 'permissions', reason: 'permissions has no such permission: "users:fly"' },
    ]);
  });
});

describe('PATCH /roles/{id}', () => {
  it('should change what is given and tell the log what it was', async () => {
    const role = await createRole(test, ['data:read']);
    const name = freshRoleName();
    const answer = await call(test, `PATCH /roles/${role.id}`, { token, json: { name } });
    expect(answer).toMatchObject({ status: 200, body: { ...role, name } });
    expect(await entryOf(answer)).toMatchObject({
      ...byAdmin,
      action_type: 'update',
      resource_id: role.id,
      status: 'success',
      user_id: admin.id,
      description: `${ADMIN_EMAIL} updated role ${role.name}`,
      metadata: { changes: { name: { from: role.name, to: name } } },
    });
  });

  it('should refuse a name that is taken, and tell what was tried', async () => {
    const [role, other] = [await createRole(test), await createRole(test)];
    const answer = await call(test, `PATCH /roles/${role.id}`, { token, json: { name: other.name } });
    expect(answer).toMatchObject({ status: 409, body: { code: 'ROLE_NAME_TAKEN' } });
    const entry = await entryOf(answer);
    expect(entry).toMatchObject({
      ...refused,
      resource_id: role.id,
      metadata: { attemptedChanges: { name: { from: role.name, to: other.name } } },
    });
    expect(entry.metadata).not.toHaveProperty('changes');
  });

  it.each(['admin', 'auditor', 'user'])('should not rename the role %s, but describe it', async (name) => {
    const role = await roleNamed(test, name);
    const patch = (json: object) => call(test, `PATCH /roles/${role.id}`, { token, json });
    const answer = await patch({ name: freshRoleName() });
    expect(answer).toMatchObject({ status: 409, body: { code: 'ROLE_PROTECTED' } });
    expect(await entryOf(answer)).toMatchObject({ ...refused, action_type: 'update', resource_id: role.id });
    expect(await roleNamed(test, name)).toEqual(role);
    expect(await patch({ name, description: 'Described.' })).toMatchObject({
      status: 200,
      body: { ...role, description: 'Described.' },
    });
  });

  it.each([{ name: null }, { name: 'Two Words' }, { description: null }, { permissions: [] }, { isSeeded: true }])(
    'should refuse %j',
    async (json) => {
      const role = await createRole(test);
      expect((await call(test, `PATCH /roles/${role.id}`, { token, json })).status).toBe(400);
    },
  );
});

describe('DELETE /roles/{id}', () => {
  it('should delete a role that nobody has', async () => {
    const role = await createRole(test, ['data:read']);
    const answer = await call(test, `DELETE /roles/${role.id}`, { token });
    expect(answer.status).toBe(204);
    expect((await call(test, `GET /roles/${role.id}`, { token })).status).toBe(404);
    expect(await entryOf(answer)).toMatchObject({
      ...byAdmin,
      action_type: 'delete',
      resource_id: role.id,
      status: 'success',
      user_id: admin.id,
      description: `${ADMIN_EMAIL} deleted role ${role.name}`,
      metadata: { permissions: ['data:read'] },
    });
  });

  it('should not delete a role that somebody has, and say how many do', async () => {
    const { role } = await createHolder(test);
    const remove = () => call(test, `DELETE /roles/${role.id}`, { token });
    const answer = await remove();
    expect(answer).toMatchObject({ status: 409, body: { code: 'ROLE_IN_USE' } });
    expect(answer.body['detail']).toMatch(/^1 user still has this role\./);
    expect(await entryOf(answer)).toMatchObject({
      ...refused,
      action_type: 'delete',
      resource_id: role.id,
      description: expect.stringContaining(`tried to delete role ${role.name} and was refused: 1 user still has`),
    });
    await giveRole(test, { id: (await createUser(test)).id, role: role.name });
    expect((await remove()).body['detail']).toMatch(/^2 users still have this role\./);
  });

  it.each(['admin', 'auditor', 'user'])('should not delete the role %s', async (name) => {
    const role = await roleNamed(test, name);
    const answer = await call(test, `DELETE /roles/${role.id}`, { token });
    expect(answer).toMatchObject({ status: 409, body: { code: 'ROLE_PROTECTED' } });
    expect(await entryOf(answer)).toMatchObject({ ...refused, action_type: 'delete', resource_id: role.id });
    expect(await roleNamed(test, name)).toEqual(role);
  });
});
