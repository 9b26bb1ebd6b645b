import { DataSource } from 'typeorm';
import { ADMIN_SETTINGS, type Answer, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createHolder, createRole, roleNamed, type TestRole } from '../support/roles.ts';
import { createUser, giveRole, type TestUser, USER_PASSWORD } from '../support/users.ts';

let test: TestApp;
let token: string;

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  token = await signIn(test);
});
afterAll(() => test.close());

const sql = (query: string, parameters: unknown[] = []) => test.app.get(DataSource).query(query, parameters);
const pick = <T>(list: readonly T[], index: number): T => list[index % list.length]!;
const signInAs = ({ email }: TestUser) => signIn(test, { email, password: USER_PASSWORD });

/** One change of one list of names, as an entry tells it. */
interface Change {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

interface Told {
  /** Whose list it is: of permissions by the id of a role, of roles by the id of a user. */
  readonly list: string;
  readonly change: Change;
}

/** The successful changes that the entries of these answers tell of. */
async function toldBy(answers: readonly Answer[]): Promise<readonly Told[]> {
  const ids = answers.map(({ headers }) => headers.get('x-request-id'));
  const entries = await auditEntries(test, `request_id = ANY($1) AND category = 'role_permission'`, [ids]);
  expect(entries).toHaveLength(answers.length);
  const statuses = entries.map(({ request_id: id, status }) => [id, status] as const);
  expect(new Map(statuses)).toEqual(
    new Map(answers.map(({ status }, index) => [ids[index], status === 200 ? 'success' : 'failure'])),
  );
  return entries.flatMap(({ resource_id: roleId, metadata }) => {
    const { changes, user } = metadata as {
      changes?: { permissions?: Change; roles?: Change };
      user?: { id: string };
    };
    if (changes?.permissions) return [{ list: roleId as string, change: changes.permissions }];
    return changes?.roles ? [{ list: user!.id, change: changes.roles }] : [];
  });
}

/**
 * Walks from one state to the next until every change is used: each starts where another ended. Times don't help, as
 * entries are made when answers are sent and not when transactions commit. A state can be passed more than once, so the
 * walk is Eulerian: every state is left as often as it is reached, but for the first and the last.
 */
function replay(start: readonly string[], changes: readonly Change[]): string {
  const leaving = new Map<string, string[]>();
  for (const { from, to } of changes) leaving.set(String(from), [...(leaving.get(String(from)) ?? []), String(to)]);
  const [stack, walk]: [string[], string[]] = [[String(start)], []];
  while (stack.length > 0) {
    const next = leaving.get(stack.at(-1)!)?.pop();
    if (next === undefined) walk.unshift(stack.pop()!);
    else stack.push(next);
  }
  // Every change is a step of one unbroken walk from the start, or there are too few of them.
  const steps = walk.slice(1).map((to, index) => `${walk[index]} -> ${to}`);
  expect(steps.toSorted()).toEqual(changes.map(({ from, to }) => `${String(from)} -> ${String(to)}`).toSorted());
  return walk.at(-1)!;
}

async function storedPermissions({ id }: TestRole): Promise<string[]> {
  const [{ permissions }] = await sql('SELECT permissions FROM roles WHERE id = $1', [id]);
  return permissions.toSorted();
}

async function storedRoles({ id }: TestUser): Promise<string[]> {
  const rows = await sql('SELECT name FROM roles JOIN user_roles ON role_id = id WHERE user_id = $1', [id]);
  return rows.map(({ name }: { name: string }) => name).toSorted();
}

describe('changes of roles at the same time', () => {
  it('should leave entries that lead, step by step, from what was to what is', async () => {
    const roles = await Promise.all([createRole(test, ['data:read']), createRole(test), createRole(test)]);
    const users = await Promise.all([createUser(test), createUser(test), createUser(test)]);
    const sets = [['data:read', 'data:upload'], ['users:read'], [], ['audit:read', 'data:read'], ['settings:read']];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const [role, user] = [pick(roles, index), pick(users, Math.floor(index / 3))];
        if (index % 5 < 2) {
          const json = { permissions: pick(sets, Math.floor(index / 5)) };
          return call(test, `PUT /roles/${role.id}/permissions`, { token, json });
        }
        return call(test, `${index % 5 < 4 ? 'PUT' : 'DELETE'} /users/${user.id}/roles/${role.id}`, { token });
      }),
    );
    expect(answers.filter(({ status, body }) => status !== 200 && body['code'] !== 'ROLE_NOT_ASSIGNED')).toEqual([]);
    const told = await toldBy(answers);
    expect(told.length).toBeGreaterThan(10);
    const changesOf = (list: string) => told.filter((each) => each.list === list).map(({ change }) => change);
    for (const role of roles) {
      expect(replay(role.permissions, changesOf(role.id))).toBe(String(await storedPermissions(role)));
    }
    for (const user of users) expect(replay(['user'], changesOf(user.id))).toBe(String(await storedRoles(user)));
  });

  it('should lose no change of a role while its users are changed', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [user, role] = [await createUser(test), await createRole(test)];
      const [renamed, assigned] = await Promise.all([
        call(test, `PATCH /users/${user.id}`, { token, json: { name: `New ${round}` } }),
        call(test, `PUT /users/${user.id}/roles/${role.id}`, { token }),
        call(test, `POST /users/${user.id}/activate`, { token }),
      ]);
      expect([renamed.status, assigned.status]).toEqual([200, 200]);
      expect(await call(test, `GET /users/${user.id}`, { token })).toMatchObject({
        body: { name: `New ${round}`, roles: [role.name, 'user'] },
      });
    }
  });

  it('should not delete a role that is being given, nor give one that is being deleted', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [user, role] = [await createUser(test), await createRole(test)];
      const [assigned, deleted] = await Promise.all([
        call(test, `PUT /users/${user.id}/roles/${role.id}`, { token }),
        call(test, `DELETE /roles/${role.id}`, { token }),
      ]);
      expect([
        [200, 409],
        [404, 204],
      ]).toContainEqual([assigned.status, deleted.status]);
      expect(await storedRoles(user)).toEqual(assigned.status === 200 ? [role.name, 'user'] : ['user']);
    }
  });

  it('should not bring back a permission that is withdrawn meanwhile', async () => {
    const caller = await createHolder(test, 'roles:write', 'data:upload');
    const changed = await withLockedRole(caller.role, async (withdraw) => {
      const json = { permissions: ['roles:write', 'data:upload'] };
      const waiting = call(test, `PUT /roles/${caller.role.id}/permissions`, { token: caller.token, json });
      await waitingForLock();
      await withdraw(['roles:write']);
      return waiting;
    });
    expect(changed).toMatchObject({ status: 403, body: { code: 'PERMISSION_NOT_HELD' } });
    expect(await storedPermissions(caller.role)).toEqual(['roles:write']);
  });

  it('should give nothing for somebody who is deactivated meanwhile', async () => {
    const caller = await createHolder(test, 'roles:assign', 'data:read');
    const [user, role] = [await createUser(test), await createRole(test, ['data:read'])];
    const answer = await withLockedRole(role, async (release) => {
      const waiting = call(test, `PUT /users/${user.id}/roles/${role.id}`, { token: caller.token });
      await waitingForLock();
      expect((await call(test, `POST /users/${caller.id}/deactivate`, { token })).status).toBe(200);
      await release(role.permissions);
      return waiting;
    });
    expect(answer).toMatchObject({ status: 403, body: { code: 'PERMISSION_NOT_HELD' } });
    expect(await storedRoles(user)).toEqual(['user']);
  });
});

/** Another transaction holds the role, and can change it before it lets go. */
async function withLockedRole<T>(
  { id }: TestRole,
  work: (change: (permissions: readonly string[]) => Promise<void>) => Promise<T>,
): Promise<Awaited<T>> {
  const runner = test.app.get(DataSource).createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.query('SELECT 1 FROM roles WHERE id = $1 FOR NO KEY UPDATE', [id]);
    return await work(async (permissions) => {
      await runner.query('UPDATE roles SET permissions = $2 WHERE id = $1', [id, permissions]);
      await runner.commitTransaction();
    });
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
  }
}

/** Resolves when a request waits for somebody's transaction to end. */
async function waitingForLock(): Promise<void> {
  for (;;) {
    const [{ waiting }] = await sql(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (waiting > 0) return;
  }
}

describe('the administrators', () => {
  it('should keep one of two who revoke each other at once', async () => {
    const role = await roleNamed(test, 'admin');
    for (let round = 0; round < 5; round += 1) {
      const pair = [
        await createUser(test, { roles: ['admin'] }),
        await createUser(test, { roles: ['admin'] }),
      ] as const;
      const tokens = await Promise.all(pair.map((user) => signInAs(user)));
      const { id } = (await call<{ id: string }>(test, 'GET /auth/me', { token })).body;
      expect((await call(test, `DELETE /users/${id}/roles/${role.id}`, { token })).status).toBe(200);
      const answers = await Promise.all([
        call(test, `DELETE /users/${pair[1].id}/roles/${role.id}`, { token: tokens[0] }),
        call(test, `DELETE /users/${pair[0].id}/roles/${role.id}`, { token: tokens[1] }),
      ]);
      const holders = await sql('SELECT user_id FROM user_roles WHERE role_id = $1', [role.id]);
      await giveRole(test, { id, role: 'admin' });
      await sql('DELETE FROM user_roles WHERE role_id = $1 AND user_id <> $2', [role.id, id]);
      expect(holders).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      // The late one finds itself the last, or no longer allowed when it came in only then.
      const late = answers.find(({ status }) => status !== 200)!;
      expect(['LAST_ADMIN', 'PERMISSION_NOT_HELD', 'FORBIDDEN']).toContain(late.body['code']);
      expect(await toldBy(answers)).toHaveLength(1);
    }
  });
});
