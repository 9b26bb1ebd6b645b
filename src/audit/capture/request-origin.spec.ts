import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuditActor } from '../entry/audit-entry.ts';
import type { AuditActorResolver } from './audit-actor-resolver.ts';
import { RequestOrigin, type RequestPorts } from './request-origin.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

interface Given {
  readonly headers?: IncomingMessage['headers'];
  readonly socket?: { remoteAddress?: string };
  readonly answeredId?: string | string[];
  readonly actor?: () => AuditActor | undefined;
  readonly requestId?: RequestPorts['requestId'];
}

function originOf({ headers = {}, socket, answeredId, actor = () => undefined, requestId }: Given = {}): RequestOrigin {
  const response = { getHeader: (name: string) => (name === 'x-request-id' ? answeredId : undefined) };
  const actors: AuditActorResolver = { resolve: actor };
  return new RequestOrigin({ headers, socket } as IncomingMessage, response as ServerResponse, { actors, requestId });
}

const fail = (): never => {
  throw new Error('no');
};

describe('RequestOrigin', () => {
  it('should ask for the actor each time, because guards come later, and only once there is a request', () => {
    let actor: AuditActor | undefined;
    const resolve = jest.fn(() => actor);
    const origin = originOf({ actor: resolve });
    expect(origin.actor).toEqual({ type: 'anonymous' });
    expect(resolve).not.toHaveBeenCalled();
    origin.request = {};
    expect(origin.actor).toEqual({ type: 'anonymous' });
    actor = { type: 'user', id: 'u1' };
    expect(origin.actor).toBe(actor);
  });

  it('should take nobody for the actor when the host’s resolver throws', () => {
    const origin = originOf({ actor: fail });
    origin.request = {};
    expect(origin.actor).toEqual({ type: 'anonymous' });
  });

  it.each<[what: string, given: Given, expected: unknown]>([
    ['the host’s', { requestId: () => 'host', answeredId: 'answer' }, 'host'],
    ['the one of the answer', { requestId: () => undefined, answeredId: 'answer' }, 'answer'],
    ['the one of the answer when the host’s throws', { requestId: fail, answeredId: 'answer' }, 'answer'],
    ['a new one when the answer has several', { answeredId: ['a', 'b'] }, expect.stringMatching(UUID)],
    ['a new one', {}, expect.stringMatching(UUID)],
  ])('should have %s as its id, and keep it', (_what, given, expected) => {
    const origin = originOf(given);
    origin.request = {};
    const { requestId } = origin;
    expect(requestId).toEqual(expected);
    expect(origin.requestId).toBe(requestId);
  });

  it.each([
    [`00-${TRACE}-00f067aa0ba902b7-01`, TRACE],
    [`01-${TRACE}-00f067aa0ba902b7-01-more`, TRACE],
    [`00-${TRACE}-00f067aa0ba902b7-01more`, null],
    [`ff-${TRACE}-00f067aa0ba902b7-01`, null],
    [`00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, null],
    [`00-${TRACE}-${'0'.repeat(16)}-01`, null],
    [`00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`, null],
    [TRACE, null],
    ['', null],
    [undefined, null],
  ])('should read the trace id of %s', (traceparent, expected) => {
    expect(originOf({ headers: { traceparent } }).traceId).toBe(expected);
  });

  it('should have the address that the platform tells, which knows the trusted proxies', () => {
    const origin = originOf({ socket: { remoteAddress: '10.0.0.1' } });
    expect(origin.ipAddress).toBe('10.0.0.1');
    origin.request = { ip: '::ffff:203.0.113.7' };
    expect(origin.ipAddress).toBe('203.0.113.7');
  });

  it('should keep the address of a socket that was closed, and do without a socket', () => {
    const socket: { remoteAddress?: string } = { remoteAddress: '10.0.0.1' };
    const origin = originOf({ socket });
    delete socket.remoteAddress;
    expect(origin.ipAddress).toBe('10.0.0.1');
    expect(originOf().ipAddress).toBeNull();
  });

  it('should have the user agent, or none', () => {
    expect(originOf({ headers: { 'user-agent': 'test' } }).userAgent).toBe('test');
    expect(originOf().userAgent).toBeNull();
  });
});
