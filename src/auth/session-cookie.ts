import type { FastifyReply, FastifyRequest } from 'fastify';

const NAME = 'audit_log_session';
/** Only the API is sent it: neither the page's files nor the API docs. */
const PATH = '/api/v1';

/**
 * The cookie in which a browser keeps an access token: no script can read it, and no other site's page makes the browser
 * send it. Over https it is `Secure` and has a name that browsers take over https only.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis
 */
function nameFor({ protocol }: FastifyRequest): string {
  return protocol === 'https' ? `__Secure-${NAME}` : NAME;
}

function attributesFor({ protocol }: FastifyRequest): {
  readonly path: string;
  readonly httpOnly: true;
  readonly sameSite: 'strict';
  readonly secure: boolean;
} {
  return { path: PATH, httpOnly: true, sameSite: 'strict', secure: protocol === 'https' };
}

/** The access token that the browser has sent; undefined when it has none. */
export function readSessionCookie(request: FastifyRequest): string | undefined {
  const token = request.cookies[nameFor(request)];
  return token === '' ? undefined : token;
}

/** Whether the request is made with the cookie: an `Authorization` header comes first. */
export function isByCookie(request: FastifyRequest): boolean {
  return request.headers.authorization === undefined && readSessionCookie(request) !== undefined;
}

/** Has the browser keep the token for as long as its session can last. */
export function setSessionCookie(
  reply: FastifyReply,
  { accessToken, expiresIn }: { readonly accessToken: string; readonly expiresIn: number },
): void {
  const { request } = reply;
  reply.setCookie(nameFor(request), accessToken, { ...attributesFor(request), maxAge: expiresIn });
}

/** Has the browser forget it. */
export function clearSessionCookie(reply: FastifyReply): void {
  const { request } = reply;
  reply.clearCookie(nameFor(request), attributesFor(request));
}
