import { AuditService } from '../../src/audit/index.ts';
import { DataSource } from 'typeorm';
import type { TestApp } from './app.ts';

export const ADMIN_EMAIL = 'admin@example.com';
export const ADMIN_PASSWORD = 'the admin of these tests';

/** Settings under which {@link signIn} works without arguments, and tests may sign in as often as they like. */
export const ADMIN_SETTINGS = { ADMIN_EMAIL, ADMIN_PASSWORD, SIGN_IN_RATE_LIMIT: 100_000 } as const;

/** One answer of the API, read to its end. */
export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface CallOptions {
  readonly token?: string | undefined;
  readonly json?: unknown;
  /** Sent as it is, instead of `json`. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls a route below `/api/v1`: `call(test, 'POST /users', { token, json: {…} })`. */
export async function call<Body = Record<string, unknown>>(
  test: Pick<TestApp, 'url'>,
  route: string,
  { token, json, body, headers = {} }: CallOptions = {},
): Promise<Answer<Body>> {
  const [method = 'GET', path = '/'] = route.split(' ');
  const response = await fetch(`${test.url}/api/v1${path}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: json === undefined ? (body ?? null) : JSON.stringify(json),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? undefined : JSON.parse(text)) as Body,
  };
}

/** Signs in and gives the access token; the administrator of {@link ADMIN_SETTINGS} unless told otherwise. */
export async function signIn(
  test: Pick<TestApp, 'url'>,
  { email = ADMIN_EMAIL, password = ADMIN_PASSWORD }: { readonly email?: string; readonly password?: string } = {},
): Promise<string> {
  const { status, body } = await call(test, 'POST /auth/login', { json: { email, password } });
  if (status !== 200) throw new Error(`${email} cannot sign in: ${JSON.stringify(body)}`);
  return body['accessToken'] as string;
}

/** The stored entries that match a condition in SQL, oldest first. */
export async function auditEntries(
  test: Pick<TestApp, 'app'>,
  where: string,
  parameters: readonly unknown[] = [],
): Promise<Record<string, unknown>[]> {
  await test.app.get(AuditService).flush();
  return test.app
    .get(DataSource)
    .query(`SELECT * FROM audit_logs WHERE ${where} ORDER BY timestamp, id`, [...parameters]);
}
