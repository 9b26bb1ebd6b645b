import type { IncomingMessage, ServerResponse } from 'node:http';
import { v7 as uuidv7 } from 'uuid';

/** The header that carries the request id, in answers always, in requests when a trusted proxy sets it. */
export const REQUEST_ID_HEADER = 'X-Request-Id';

/** What an id from outside may look like; anything else could forge lines in logs. */
const ACCEPTABLE = /^[\w.:-]{1,128}$/;

/**
 * Makes the `genReqId` of the Fastify adapter.
 * @param options.trustProxy whether the id of an incoming header may be taken over; else every id is ours, a UUIDv7
 */
export function createRequestIdGenerator(options: {
  readonly trustProxy: boolean;
}): (request: Pick<IncomingMessage, 'headers'>) => string {
  return (request) => {
    const given = options.trustProxy ? request.headers['x-request-id'] : undefined;
    return typeof given === 'string' && ACCEPTABLE.test(given) ? given : uuidv7();
  };
}

/**
 * Fastify `onRequest` hook that puts the id on the answer. It goes to the raw response, so that answers written
 * past Fastify (event streams, middleware) carry it as well.
 */
export function setRequestIdHeader(
  request: { readonly id: string },
  reply: { readonly raw: ServerResponse },
  done: () => void,
): void {
  reply.raw.setHeader(REQUEST_ID_HEADER, request.id);
  done();
}

/** The id Fastify gave the request; a new one for the raw requests that failed before they got one. */
export function requestIdOf(request: unknown): string {
  const id: unknown = typeof request === 'object' && request !== null ? Reflect.get(request, 'id') : undefined;
  return typeof id === 'string' ? id : uuidv7();
}
