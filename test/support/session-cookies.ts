import { call } from './api.ts';
import type { TestApp } from './app.ts';

/** What a browser says of a request that a page of this server makes. */
export const OWN_PAGE = { 'sec-fetch-site': 'same-origin' } as const;

/** Signs in as a page does, which has the token in a cookie. */
export function signInByCookie(
  test: Pick<TestApp, 'url'>,
  user: { readonly email: string; readonly password: string },
  headers: Readonly<Record<string, string>> = OWN_PAGE,
) {
  return call(test, 'POST /auth/login', { json: { ...user, cookie: true }, headers });
}

/** The cookie that an answer sets, as a browser sends it back. */
export function cookieOf({ headers }: { readonly headers: Headers }): string {
  const [set = ''] = headers.getSetCookie();
  return set.split(';', 1)[0]!;
}
