import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { call, signIn } from './api.ts';
import type { TestApp } from './app.ts';
import { createUser, giveRole, type TestUser, USER_PASSWORD } from './users.ts';

/** A role as the API gives it. */
export interface TestRole extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly string[];
}

/** Somebody with a role of their own. */
export interface TestHolder extends TestUser {
  /** Of a sign-in before there was the role. */
  readonly token: string;
  readonly role: TestRole;
}

export function freshRoleName(): string {
  return `role-${randomBytes(6).toString('hex')}`;
}

/** Makes a role through the API, by the administrator. */
export async function createRole(test: TestApp, permissions: readonly string[] = []): Promise<TestRole> {
  const json = { name: freshRoleName(), description: 'For a test.', permissions };
  const { status, body } = await call<TestRole>(test, 'POST /roles', { token: await signIn(test), json });
  if (status !== 201) throw new Error(`no role: ${JSON.stringify(body)}`);
  return body;
}

/** Makes an account with a role that holds these permissions. */
export async function createHolder(test: TestApp, ...permissions: readonly string[]): Promise<TestHolder> {
  const user = await createUser(test);
  const token = await signIn(test, { email: user.email, password: USER_PASSWORD });
  const role = await createRole(test, permissions);
  await giveRole(test, { id: user.id, role: role.name });
  return { ...user, token, role };
}

/** A role by name, as the API gives it. */
export async function roleNamed(test: TestApp, name: string): Promise<TestRole> {
  const [{ id }] = await test.app.get(DataSource).query('SELECT id FROM roles WHERE name = $1', [name]);
  return (await call<TestRole>(test, `GET /roles/${id}`, { token: await signIn(test) })).body;
}
