import type { IncomingMessage, ServerResponse } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';
import { v7 as uuidv7 } from 'uuid';

/** The header that carries the request id, in answers always, in requests when a trusted proxy sets it. */
export const REQUEST_ID_HEADER = 'X-Request-Id';

/** What an id from outside may look like; anything else could forge lines in logs. */
const ACCEPTABLE = /^[\w.:-]{1,128}$/;

/** The part of a raw request the id is made from. */
interface RawRequest {
  readonly headers: IncomingMessage['headers'];
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/**
 * Makes the `genReqId` of the Fastify adapter.
 * @param options.trustProxy whose `X-Request-Id` is taken over: nobody's, everybody's, or that of the connections that
 * come from these addresses and CIDR blocks; every other request gets an id of ours, a UUIDv7
 */
export function createRequestIdGenerator(options: {
  readonly trustProxy: boolean | readonly string[];
}): (request: RawRequest) => string {
  const isTrusted = trustOf(options.trustProxy);
  return ({ headers, socket }) => {
    const given = headers['x-request-id'];
    const isUsable = typeof given === 'string' && ACCEPTABLE.test(given) && isTrusted(socket.remoteAddress);
    return isUsable ? given : uuidv7();
  };
}

function trustOf(proxies: boolean | readonly string[]): (address: string | undefined) => boolean {
  if (typeof proxies === 'boolean') return () => proxies;
  const blocks = new BlockList();
  for (const proxy of proxies) {
    const [address = '', prefix] = proxy.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) blocks.addAddress(address, family);
    else blocks.addSubnet(address, Number(prefix), family);
  }
  // A socket that listens on IPv6 shows IPv4 callers as ::ffff:10.0.0.1; a BlockList sees through that.
  return (address) => address !== undefined && blocks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
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
