import createClient from 'openapi-fetch';
import { apiAddress } from './place.ts';
import { problemOf, Unreachable } from './problem.ts';
import type { components, paths } from './schema.d.ts';

/** One entry of the log, as the API gives it. */
export type Entry = components['schemas']['AuditLog'];
/** Any shape of the API by its name in the OpenAPI document: `Schema<'SummaryDto'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/**
 * The API, typed by its OpenAPI document. Who asks is told by the cookie of the sign-in, which no script can read.
 * Calls go through {@link answerOf}: `answerOf(api.GET('/api/v1/audit-logs', { params: { query } }))`.
 */
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? '',
  credentials: 'same-origin',
  Request: class extends Request {
    constructor(address: RequestInfo | URL, init?: RequestInit) {
      super(typeof address === 'string' ? apiAddress(address) : address, init);
    }
  },
});

interface Answered<Body> {
  readonly data?: Body;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * What a call is answered with.
 * @throws {Problem} when the server says no; {Unreachable} when it says nothing
 */
export async function answerOf<Body>(call: Promise<Answered<Body>>): Promise<Body> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Unreachable('The server can not be reached.', { cause });
  });
  if (!response.ok) throw problemOf(error, response);
  return data as Body;
}
