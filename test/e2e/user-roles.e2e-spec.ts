import { DataSource } from 'typeorm';
import { PERMISSIONS } from '../../src/access/permissions.ts';
import { ADMIN_EMAIL, ADMIN_SETTINGS, type Answer, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createHolder, createRole, roleNamed } from '../support/roles.ts';
import { createUser, USER_PASSWORD } from '../support/users.ts';

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

const sql = (query: string, parameters: unknown[] = []) => test.app.get(DataSource).query(query, parameters);

interface Thing {
  readonly id: string;
}
const assign = (user: Thing, role: Thing, by = token) =>
  call(test, `PUT /users/${user.id}/roles/${role.id}`, { token: by });
const revoke = (user: Thing, role: Thing, by = token) =>
  call(test, `DELETE /users/${user.id}/roles/${role.id}`, { token: by });

async function rolesOf({ id }: Thing): Promise<string[]> {
  const rows = await sql('SELECT name FROM roles JOIN user_roles ON role_id = id WHERE user_id = $1', [id]);
  return rows.map(({ name }: { name: string }) => name).toSorted();
}

async function entryOf({ headers }: Answer<unknown>) {
  const entries = await auditEntries(test, 'request_id = $1', [headers.get('x-request-id')]);
  expect(entries).toHaveLength(1);
  return entries[0] as Record<string, unknown> & { readonly metadata: Record<string, unknown> };
}

const refused = { category: 'role_permission', resource_type: 'role', status: 'failure' };

describe('PUT /users/{id}/roles/{roleId}', () => {
  it('should give the role to the user', async () => {
    const user = await createUser(test);
    const before = (await call(test, `GET /users/${user.id}`, { token })).body;
    const role = await roleNamed(test, 'auditor');
    const answer = await assign(user, role);
    expect(answer).toMatchObject({ status: 200, body: { id: user.id, email: user.email, roles: ['auditor', 'user'] } });
    expect(answer.body).toEqual((await call(test, `GET /users/${user.id}`, { token })).body);
    expect(Date.parse(answer.body['updatedAt'] as string)).toBeGreaterThan(Date.parse(before['updatedAt'] as string));
    expect(await rolesOf(user)).toEqual(['auditor', 'user']);
    const entry = await entryOf(answer);
    expect(entry).toMatchObject({
      category: 'role_permission',
      action_type: 'assign',
      resource_type: 'role',
      resource_id: role.id,
      status: 'success',
      user_id: admin.id,
      user_label: ADMIN_EMAIL,
      description: `${ADMIN_EMAIL} assigned role auditor to user ${user.email}`,
      metadata: { user: { id: user.id, email: user.email } },
    });
    expect(entry.metadata['changes']).toEqual({ roles: { from: ['user'], to: ['auditor', 'user'] } });
  });

  it('should change nothing when the user has it, also by a caller who could not give it', async () => {
    const user = await createUser(test, { roles: ['auditor'] });
    const caller = await createHolder(test, 'roles:assign');
    const answer = await assign(user, await roleNamed(test, 'auditor'), caller.token);
    expect(answer).toMatchObject({ status: 200, body: { roles: ['auditor', 'user'] } });
    const entry = await entryOf(answer);
    expect(entry).toMatchObject({ action_type: 'assign', status: 'success' });
    expect(entry.metadata).not.toHaveProperty('changes');
  });

  it('should tell one change when the same role comes several times at once', async () => {
    const [user, role] = [await createUser(test), await createRole(test)];
    const answers = await Promise.all(Array.from({ length: 6 }, () => assign(user, role)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const entries = await Promise.all(answers.map((answer) => entryOf(answer)));
    expect(entries.filter(({ metadata }) => 'changes' in metadata)).toHaveLength(1);
  });

  it('should not give what the caller does not have', async () => {
    const caller = await createHolder(test, 'roles:assign', 'audit:read');
    const [user, role] = [await createUser(test), await roleNamed(test, 'auditor')];
    const answer = await assign(user, role, caller.token);
    expect(answer).toMatchObject({ status: 403, body: { code: 'PERMISSION_NOT_HELD' } });
    expect(answer.body['detail']).toContain('the permission audit:export,');
    expect(await rolesOf(user)).toEqual(['user']);
    const entry = await entryOf(answer);
    expect(entry).toMatchObject({
      ...refused,
      action_type: 'assign',
      resource_id: role.id,
      user_id: caller.id,
      user_label: caller.email,
      description:
        `${caller.email} tried to assign role auditor to user ${user.email} and was refused: ` +
        'they do not have the permission audit:export themselves',
      metadata: { attemptedChanges: { roles: { from: ['user'], to: ['auditor', 'user'] } } },
    });
    expect(entry.metadata).not.toHaveProperty('changes');
  });

  it('should not let callers make themselves administrator', async () => {
    const caller = await createHolder(test, 'roles:assign', 'roles:write');
    const answer = await assign(caller, await roleNamed(test, 'admin'), caller.token);
    expect(answer).toMatchObject({ status: 403, body: { code: 'PERMISSION_NOT_HELD' } });
    expect(await rolesOf(caller)).not.toContain('admin');
  });
});

describe('DELETE /users/{id}/roles/{roleId}', () => {
  it('should take the role from the user', async () => {
    const user = await createUser(test, { roles: ['auditor'] });
    const role = await roleNamed(test, 'auditor');
    const answer = await revoke(user, role);
    expect(answer).toMatchObject({ status: 200, body: { id: user.id, roles: ['user'] } });
    expect(await rolesOf(user)).toEqual(['user']);
    const entry = await entryOf(answer);
    expect(entry).toMatchObject({
      category: 'role_permission',
      action_type: 'revoke',
      resource_type: 'role',
      resource_id: role.id,
      status: 'success',
      user_id: admin.id,
      user_label: ADMIN_EMAIL,
      description: `${ADMIN_EMAIL} revoked role auditor from user ${user.email}`,
      metadata: { user: { id: user.id, email: user.email } },
    });
    expect(entry.metadata['changes']).toEqual({ roles: { from: ['auditor', 'user'], to: ['user'] } });
  });

  it('should refuse to take what is not there', async () => {
    const [user, role] = [await createUser(test), await createRole(test)];
    const answer = await revoke(user, role);
    expect(answer).toMatchObject({ status: 404, body: { code: 'ROLE_NOT_ASSIGNED' } });
    expect(await entryOf(answer)).toMatchObject({
      ...refused,
      action_type: 'revoke',
      resource_id: role.id,
      description: expect.stringContaining(`tried to revoke role ${role.name} from user ${user.email} and was refused`),
    });
  });

  it('should let callers take what they have, and their own roles whatever these allow', async () => {
    const caller = await createHolder(test, 'roles:assign', 'data:read');
    const [user, role] = [await createUser(test), await createRole(test, ['data:read'])];
    await assign(user, role);
    expect((await revoke(user, role, caller.token)).status).toBe(200);
    const second = await createUser(test, { roles: ['admin'] });
    const theirs = await signIn(test, { email: second.email, password: USER_PASSWORD });
    expect((await revoke(second, await roleNamed(test, 'admin'), theirs)).status).toBe(200);
    expect((await revoke(caller, caller.role, caller.token)).status).toBe(200);
    expect((await revoke(caller, caller.role, caller.token)).status).toBe(403);
  });

  it('should not let callers put out those who may more', async () => {
    const caller = await createHolder(test, 'roles:assign');
    const user = await createUser(test, { roles: ['auditor'] });
    const role = await roleNamed(test, 'auditor');
    const answer = await revoke(user, role, caller.token);
    expect(answer).toMatchObject({ status: 403, body: { code: 'PERMISSION_NOT_HELD' } });
    expect(answer.body['detail']).toContain('takes away the permissions audit:export, audit:read');
    expect(await entryOf(answer)).toMatchObject({
      ...refused,
      action_type: 'revoke',
      resource_id: role.id,
      user_label: caller.email,
      metadata: { attemptedChanges: { roles: { from: ['auditor', 'user'], to: ['user'] } } },
    });
  });

  it('should leave the last active administrator, whoever else was one', async () => {
    const role = await roleNamed(test, 'admin');
    const idle = await createUser(test, { roles: ['admin'] });
    await sql('UPDATE users SET is_active = false WHERE id = $1', [idle.id]);
    const answer = await revoke(admin, role);
    expect(answer).toMatchObject({ status: 409, body: { code: 'LAST_ADMIN' } });
    expect(await rolesOf(admin)).toContain('admin');
    const entry = await entryOf(answer);
    expect(entry).toMatchObject({
      ...refused,
      action_type: 'revoke',
      resource_id: role.id,
      user_id: admin.id,
      description: expect.stringContaining(
        `tried to revoke role admin from user ${ADMIN_EMAIL} and was refused: This is`,
      ),
      metadata: { attemptedChanges: { roles: { from: ['admin'], to: [] } } },
    });
    expect((await revoke(idle, role)).status).toBe(200);
  });
});

describe('the roles of a user', () => {
  it('should count from the next request, with a token from before', async () => {
    const [user, role] = [await createUser(test), await createRole(test, ['users:read'])];
    const theirs = await signIn(test, { email: user.email, password: USER_PASSWORD });
    const list = async () => (await call(test, 'GET /users', { token: theirs })).status;
    expect(await list()).toBe(403);
    await assign(user, role);
    expect(await list()).toBe(200);
    await revoke(user, role);
    expect(await list()).toBe(403);
  });

  it.each(['PUT', 'DELETE'])('should answer %s with 404 when there is no such user or role', async (method) => {
    const [user, role] = [await createUser(test), await createRole(test)];
    const noUser = await call(test, `${method} /users/${NOBODY}/roles/${role.id}`, { token });
    expect(noUser).toMatchObject({ status: 404, body: { code: 'USER_NOT_FOUND' } });
    const link = method === 'PUT' ? 'to' : 'from';
    expect(await entryOf(noUser)).toMatchObject({
      ...refused,
      resource_id: role.id,
      description: expect.stringContaining(` role ${role.id} ${link} user ${NOBODY} and was refused: No user`),
      metadata: { user: { id: NOBODY } },
    });
    const noRole = await call(test, `${method} /users/${user.id}/roles/${NOBODY}`, { token });
    expect(noRole).toMatchObject({ status: 404, body: { code: 'ROLE_NOT_FOUND' } });
    expect(await entryOf(noRole)).toMatchObject({ ...refused, resource_id: NOBODY });
  });

  it.each(['PUT', 'DELETE'])('should answer %s with 400 when an id is none', async (method) => {
    for (const [path, field] of [
      [`/users/x/roles/${NOBODY}`, 'id'],
      [`/users/${NOBODY}/roles/x`, 'roleId'],
    ]) {
      const answer = await call(test, `${method} ${path}`, { token });
      expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ field }] } });
    }
  });

  it.each(['PUT', 'DELETE'])('should not let %s pass without roles:assign', async (method) => {
    const caller = await createHolder(test, ...Object.keys(PERMISSIONS).filter((name) => name !== 'roles:assign'));
    const answer = await call(test, `${method} /users/${caller.id}/roles/${caller.role.id}`, { token: caller.token });
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await entryOf(answer)).toMatchObject({
      ...refused,
      resource_id: caller.role.id,
      user_id: caller.id,
      description: expect.stringMatching(/was refused: permission roles:assign is missing$/),
    });
    expect((await call(test, `${method} /users/${caller.id}/roles/${caller.role.id}`)).status).toBe(401);
  });
});
