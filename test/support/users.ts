import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { TestApp } from './app.ts';
import { call, signIn } from './api.ts';

export const USER_PASSWORD = 'a password nobody guesses';

/** An account made for one test. */
export interface TestUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** Makes an account with an address of its own, through the API. */
export async function createUser(
  test: TestApp,
  overrides: { readonly email?: string; readonly name?: string; readonly roles?: readonly string[] } = {},
): Promise<TestUser> {
  const mark = randomBytes(6).toString('hex');
  const { email = `user-${mark}@example.com`, name = `User ${mark}`, roles = [] } = overrides;
  const token = await signIn(test);
  const { status, body } = await call(test, 'POST /users', { token, json: { email, name, password: USER_PASSWORD } });
  if (status !== 201) throw new Error(`no account for ${email}: ${JSON.stringify(body)}`);
  const id = body['id'] as string;
  for (const role of roles) await giveRole(test, { id, role });
  return { id, email, name };
}

/** Gives a role behind the API's back. */
export async function giveRole(test: TestApp, { id, role }: { readonly id: string; readonly role: string }) {
  await test.app
    .get(DataSource)
    .query('INSERT INTO user_roles (user_id, role_id) SELECT $1, id FROM roles WHERE name = $2', [id, role]);
}
