import { PERMISSIONS } from '../../src/access/permissions.ts';
import { ADMIN_EMAIL, ADMIN_SETTINGS, type Answer, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createHolder, createRole, roleNamed, type TestRole } from '../support/roles.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';

let test: TestApp;
let token: string;
let admin: { readonly id: string };

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  token = await signIn(test);
  admin = (await call<{ id: string }>(test, 'GET /auth/me', { token })).body;
});
afterAll(() => test.close());

async function entryOf({ headers }: Answer<unknown>) {
  const entries = await auditEntries(test, 'request_id = $1', [headers.get('x-request-id')]);
  expect(entries).toHaveLength(1);
  return entries[0] as Record<string, unknown> & { readonly metadata: Record<string, unknown> };
}

const put = (role: TestRole, permissions: unknown, by = token) =>
  call<TestRole>(test, `PUT /roles/${role.id}/permissions`, { token: by, json: { permissions } });
const permissionsOf = async (role: TestRole) => (await roleNamed(test, role.name)).permissions;
const refused = { category: 'role_permission', resource_type: 'role', status: 'failure' };

describe('GET /permissions', () => {
  it('should give the catalogue in its order', async () => {
    const { status, body } = await call<{ data: { name: string; description: string }[] }>(test, 'GET /permissions', {
      token,
    });
    expect(status).toBe(200);
    expect(body.data.map(({ name, description }) => [name, description])).toEqual(Object.entries(PERMISSIONS));
  });
});

describe('PUT /roles/{id}/permissions', () => {
  it('should replace the permissions and tell the log what was granted and withdrawn', async () => {
    const role = await createRole(test, ['data:read', 'data:upload']);
    const answer = await put(role, ['users:read', 'data:read', 'audit:read']);
    const permissions = ['audit:read', 'data:read', 'users:read'];
    expect(answer).toMatchObject({ status: 200, body: { ...role, permissions } });
    expect(await permissionsOf(role)).toEqual(permissions);
    const entry = await entryOf(answer);
    expect(entry).toMatchObject({
      category: 'role_permission',
      action_type: 'update',
      resource_type: 'role',
      resource_id: role.id,
      status: 'success',
      user_id: admin.id,
      user_label: ADMIN_EMAIL,
      description: `${ADMIN_EMAIL} updated role ${role.name}`,
    });
    expect(entry.metadata['changes']).toEqual({
      permissions: { from: ['data:read', 'data:upload'], to: permissions },
    });
    expect(entry.metadata).toMatchObject({ granted: ['audit:read', 'users:read'], withdrawn: ['data:upload'] });
  });

  it('should change nothing when they are the same, in whatever order', async () => {
    const role = await createRole(test, ['data:read', 'data:upload']);
    const answer = await put(role, ['data:upload', 'data:read']);
    expect(answer).toMatchObject({ status: 200, body: role });
    const { metadata } = await entryOf(answer);
    expect(metadata).toMatchObject({ granted: [], withdrawn: [] });
    expect(metadata).not.toHaveProperty('changes');
  });

  it.each(['auditor', 'user'])('should change the role %s too', async (name) => {
    const role = await roleNamed(test, name);
    expect((await put(role, ['data:read'])).status).toBe(200);
    expect(await permissionsOf(role)).toEqual(['data:read']);
    expect((await put(role, role.permissions)).body).toEqual(role);
  });

  it('should leave the role admin all permissions', async () => {
    const role = await roleNamed(test, 'admin');
    const answer = await put(role, ['users:read']);
    expect(answer).toMatchObject({ status: 409, body: { code: 'ROLE_PROTECTED' } });
    expect(await permissionsOf(role)).toEqual(Object.keys(PERMISSIONS).toSorted());
    expect(await entryOf(answer)).toMatchObject({
      ...refused,
      action_type: 'update',
      resource_id: role.id,
      description: expect.stringContaining(
        `${ADMIN_EMAIL} tried to update role admin and was refused: The application`,
      ),
    });
  });

  it.each([
    ['unknown names', ['users:fly']],
    ['a name twice', ['users:read', 'users:read']],
    ['no list', 'users:read'],
    ['nothing', null],
    ['more than there are', Array.from({ length: 1000 }, (_, index) => `x:${index}`)],
  ])('should refuse %s', async (_, permissions) => {
    const role = await createRole(test, ['data:read']);
    const answer = await put(role, permissions);
    expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    expect(await permissionsOf(role)).toEqual(['data:read']);
    expect(await entryOf(answer)).toMatchObject({ ...refused, action_type: 'update', resource_id: role.id });
  });

  it('should not add what the caller does not have, but keep and withdraw it', async () => {
    const caller = await createHolder(test, 'roles:write', 'data:read');
    const role = await createRole(test, ['audit:read', 'audit:export']);
    const answer = await put(role, ['audit:read', 'data:read', 'users:write'], caller.token);
    expect(answer).toMatchObject({ status: 403, body: { code: 'PERMISSION_NOT_HELD' } });
    expect(answer.body['detail']).toContain('the permission users:write,');
    expect(await permissionsOf(role)).toEqual(['audit:export', 'audit:read']);
    const entry = await entryOf(answer);
    expect(entry).toMatchObject({
      ...refused,
      action_type: 'update',
      resource_id: role.id,
      user_id: caller.id,
      user_label: caller.email,
      description:
        `${caller.email} tried to update role ${role.name} and was refused: ` +
        'they do not have the permission users:write themselves',
    });
    expect(entry.metadata['attemptedChanges']).toEqual({
      permissions: { from: ['audit:export', 'audit:read'], to: ['audit:read', 'data:read', 'users:write'] },
    });
    for (const absent of ['changes', 'granted', 'withdrawn']) expect(entry.metadata).not.toHaveProperty(absent);
    expect((await put(role, ['audit:read', 'data:read'], caller.token)).status).toBe(200);
    expect((await put(role, [], caller.token)).status).toBe(200);
  });

  it('should not let callers add to their own role what they do not have', async () => {
    const caller = await createHolder(test, 'roles:write');
    const answer = await put(caller.role, Object.keys(PERMISSIONS), caller.token);
    expect(answer).toMatchObject({ status: 403, body: { code: 'PERMISSION_NOT_HELD' } });
    expect(await permissionsOf(caller.role)).toEqual(['roles:write']);
  });

  it('should let callers withdraw their own last roles:write', async () => {
    const caller = await createHolder(test, 'roles:write');
    expect((await put(caller.role, [], caller.token)).status).toBe(200);
    const again = await put(caller.role, ['roles:write'], caller.token);
    expect(again).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });

  it('should count from the next request, with a token from before', async () => {
    const holder = await createHolder(test);
    const list = async () => (await call(test, 'GET /users', { token: holder.token })).status;
    expect(await list()).toBe(403);
    await put(holder.role, ['users:read']);
    expect(await list()).toBe(200);
    await put(holder.role, ['users:write']);
    expect(await list()).toBe(403);
  });
});

describe('the routes of roles', () => {
  it.each([
    ['GET /roles', 'roles:read'],
    [`GET /roles/${NOBODY}`, 'roles:read'],
    ['GET /permissions', 'roles:read'],
    ['POST /roles', 'roles:write'],
    [`PATCH /roles/${NOBODY}`, 'roles:write'],
    [`DELETE /roles/${NOBODY}`, 'roles:write'],
    [`PUT /roles/${NOBODY}/permissions`, 'roles:write'],
  ])('should not let %s pass without %s', async (route, needed) => {
    const caller = await createHolder(test, ...Object.keys(PERMISSIONS).filter((permission) => permission !== needed));
    const answer = await call(test, route, { token: caller.token, json: route.startsWith('P') ? {} : undefined });
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(answer.body['detail']).toContain(needed);
    if (route.startsWith('GET')) return;
    const entry = await entryOf(answer);
    expect(entry).toMatchObject({ ...refused, user_id: caller.id, user_label: caller.email });
    expect(entry['description']).toMatch(new RegExp(`was refused: permission ${needed} is missing$`));
  });
});
