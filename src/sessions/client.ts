import type { IncomingHttpHeaders } from 'node:http';

const LONGEST_ADDRESS = 64;
const LONGEST_USER_AGENT = 512;

/** Where a sign-in comes from, as far as the connection tells. */
export interface Client {
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

/** Reads the client off a request, bounded to what the columns of a session are meant to hold. */
export function clientOf(request: { readonly ip: string; readonly headers: IncomingHttpHeaders }): Client {
  return {
    ipAddress: request.ip.slice(0, LONGEST_ADDRESS),
    userAgent: request.headers['user-agent']?.slice(0, LONGEST_USER_AGENT) ?? null,
  };
}
