import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { AuditActor } from '../../entry/audit-entry.ts';
import { RecordFactory } from '../../entry/audit-record.ts';
import { DEFAULT_RULES } from '../../entry/record-rules.ts';
import type { AuditActorResolver } from './audit-actor-resolver.ts';
import { parseTrustedProxies } from './client-address.ts';
import { RequestOrigin, type RequestPorts } from './request-origin.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const ANONYMOUS: AuditActor = { type: 'anonymous' };

interface Given {
  readonly headers?: IncomingMessage['headers'];
  readonly socket?: { remoteAddress?: string };
  readonly answeredId?: string | string[] | number;
  readonly actor?: () => unknown;
  readonly requestId?: () => unknown;
  readonly proxies?: string[];
}

function originOf({ headers = {}, socket, answeredId, proxies, ...given }: Given = {}): RequestOrigin {
  const response = { getHeader: (name: string) => (name === 'x-request-id' ? answeredId : undefined) };
  const ports: RequestPorts = {
    actors: { resolve: given.actor ?? (() => undefined) } as AuditActorResolver,
    requestId: given.requestId as RequestPorts['requestId'],
    proxies: parseTrustedProxies(proxies),
  };
  return new RequestOrigin({ headers, socket } as IncomingMessage, response as unknown as ServerResponse, ports);
}

const fail = (): never => {
  throw new Error('no');
};

class Thenable {
  // oxlint-disable-next-line unicorn/no-thenable -- what a resolver of somebody's may give
  then(): void {
    fail();
  }
}

describe('RequestOrigin', () => {
  let reported: jest.SpyInstance;

  beforeEach(() => {
    reported = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  });

  afterEach(() => reported.mockRestore());

  describe('actor', () => {
    it('should be asked for each time, because guards come later, and only once there is a request', () => {
      let actor: AuditActor | undefined;
      const resolve = jest.fn(() => actor);
      const origin = originOf({ actor: resolve });
      expect(origin.actor).toEqual(ANONYMOUS);
      expect(resolve).not.toHaveBeenCalled();
      origin.request = {};
      expect(origin.actor).toEqual(ANONYMOUS);
      actor = { type: 'user', id: 'u1' };
      expect(origin.actor).toEqual(actor);
    });

    it('should be asked for once for each entry, and be kept whole', () => {
      const actor: AuditActor = {
        type: 'user',
        id: 'u1',
        label: 'bob@example.com',
        tenantId: 't1',
        sessionId: 's1',
        impersonator: { id: 'u2', label: 'ada@example.com' },
      };
      const resolve = jest.fn(() => actor);
      const origin = originOf({ actor: resolve });
      origin.request = {};
      const record = new RecordFactory(DEFAULT_RULES).toRecord(
        { category: 'shop', action: 'update', object: 'order 7' },
        origin,
        new Date(),
      );
      expect(resolve).toHaveBeenCalledTimes(1);
      expect(record).toMatchObject({
        userId: 'u1',
        userLabel: 'bob@example.com',
        tenantId: 't1',
        description: 'ada@example.com as bob@example.com updated order 7',
        metadata: { context: { session: 's1', impersonator: { id: 'u2', label: 'ada@example.com' } } },
      });
    });

    it.each<[what: string, answer: () => unknown]>([
      ['throws', fail],
      ['gives a promise', () => Promise.resolve({ type: 'user', id: 'u1' })],
      ['gives a promise that is rejected', () => Promise.reject(new Error('no'))],
      ['gives a text', () => 'ada'],
      ['gives a number', () => 7],
      ['gives a function', () => fail],
      ['gives what throws when it is read', () => Object.defineProperty({ type: 'user' }, 'id', { get: fail })],
      ['gives a thenable that throws', () => new Thenable()],
    ])('should be nobody, and that be told of once, when the resolver %s', async (_what, actor) => {
      const origin = originOf({ actor });
      origin.request = {};
      expect([origin.actor, origin.actor]).toEqual([ANONYMOUS, ANONYMOUS]);
      await setImmediate(); // a rejection that nobody has handled would end the process here
      expect(reported).toHaveBeenCalledTimes(1);
    });

    it.each<[answer: unknown]>([[undefined], [null]])('should be nobody when the resolver gives %s', (answer) => {
      const origin = originOf({ actor: () => answer });
      origin.request = {};
      expect(origin.actor).toEqual(ANONYMOUS);
      expect(reported).not.toHaveBeenCalled();
    });

    it.each<[answer: unknown]>([
      [{}],
      [[]],
      [new Date()],
      [{ type: 'root', id: { toString: fail }, label: Symbol('x'), impersonator: 'ada', tenantId: 10n }],
      [{ type: 'user', id: 'x'.repeat(100_000), impersonator: {} }],
    ])('should never cost the entry: %p', (answer) => {
      const origin = originOf({ actor: () => answer });
      origin.request = {};
      const factory = new RecordFactory(DEFAULT_RULES);
      const record = factory.toRecord({ category: 'shop', action: 'update' }, origin, new Date());
      expect(['user', 'anonymous']).toContain(record.actorType);
      expect(String(record.userId).length).toBeLessThanOrEqual(300);
    });
  });

  describe('requestId', () => {
    it.each<[what: string, given: Given, expected: unknown]>([
      ['the host’s', { requestId: () => 'host', answeredId: 'answer' }, 'host'],
      ['the host’s as text', { requestId: () => 7 }, '7'],
      ['the one of the answer', { requestId: () => undefined, answeredId: 'answer' }, 'answer'],
      ['the one of the answer when the host’s throws', { requestId: fail, answeredId: 'answer' }, 'answer'],
      [
        'the one of the answer when the host’s is a promise',
        { requestId: () => Promise.reject(new Error('no')), answeredId: 'answer' },
        'answer',
      ],
      ['the one of the answer when the host’s is empty', { requestId: () => ' ', answeredId: 'answer' }, 'answer'],
      ['a new one when the answer has several', { answeredId: ['a', 'b'] }, expect.stringMatching(UUID)],
      ['a new one when the answer’s is empty', { answeredId: '' }, expect.stringMatching(UUID)],
      ['a new one', {}, expect.stringMatching(UUID)],
      ['none of the request’s', { headers: { 'x-request-id': 'mine' } }, expect.stringMatching(UUID)],
    ])('should be %s, and stay it', (_what, given, expected) => {
      const origin = originOf(given);
      origin.request = {};
      const { requestId } = origin;
      expect(requestId).toEqual(expected);
      expect(origin.requestId).toBe(requestId);
    });
  });

  describe('traceId', () => {
    it('should be that of the header', () => {
      expect(originOf({ headers: { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` } }).traceId).toBe(TRACE);
      expect(originOf({ headers: { traceparent: TRACE } }).traceId).toBeNull();
      expect(originOf().traceId).toBeNull();
    });
  });

  describe('ipAddress', () => {
    it('should be the one that the platform tells, which knows the trusted proxies', () => {
      const origin = originOf({ socket: { remoteAddress: '10.0.0.1' }, headers: { 'x-forwarded-for': '6.6.6.6' } });
      expect(origin.ipAddress).toBe('10.0.0.1');
      origin.request = { ip: '::ffff:203.0.113.7' };
      expect(origin.ipAddress).toBe('203.0.113.7');
    });

    it.each<[ip: string, expected: string]>([
      ['203.0.113.7:5678', '203.0.113.7'],
      ['fe80::1%eth0', 'fe80::1'],
      ['unknown', '10.0.0.1'],
    ])('should make the best of %s', (ip, expected) => {
      const origin = originOf({ socket: { remoteAddress: '10.0.0.1' } });
      origin.request = { ip };
      expect(origin.ipAddress).toBe(expected);
    });

    it('should be the one that the platform has told while there was a socket', () => {
      let ip: string | undefined = '203.0.113.7';
      const origin = originOf({ socket: { remoteAddress: '10.0.0.1' } });
      origin.request = Object.defineProperty({}, 'ip', { get: () => ip });
      ip = undefined;
      expect(origin.ipAddress).toBe('203.0.113.7');
    });

    it('should be the peer’s when the platform throws', () => {
      const origin = originOf({ socket: { remoteAddress: '10.0.0.1' } });
      origin.request = Object.defineProperty({}, 'ip', { get: fail });
      expect(origin.ipAddress).toBe('10.0.0.1');
    });

    it('should be found by the trusted proxies of the library, whatever the platform says', () => {
      const headers = { 'x-forwarded-for': '6.6.6.6, 203.0.113.7' };
      const behind = originOf({ socket: { remoteAddress: '10.0.0.1' }, headers, proxies: ['uniquelocal'] });
      const direct = originOf({ socket: { remoteAddress: '203.0.113.9' }, headers, proxies: ['uniquelocal'] });
      for (const origin of [behind, direct]) origin.request = { ip: '6.6.6.6' };
      expect([behind.ipAddress, direct.ipAddress]).toEqual(['203.0.113.7', '203.0.113.9']);
    });

    it('should be kept when the socket is closed, and be unknown without a socket', () => {
      const socket: { remoteAddress?: string } = { remoteAddress: '10.0.0.1' };
      const origin = originOf({ socket });
      delete socket.remoteAddress;
      expect(origin.ipAddress).toBe('10.0.0.1');
      expect(originOf().ipAddress).toBeNull();
      expect(originOf({ proxies: ['loopback'] }).ipAddress).toBeNull();
    });
  });

  describe('userAgent', () => {
    it('should be the header, or none', () => {
      expect(originOf({ headers: { 'user-agent': 'test' } }).userAgent).toBe('test');
      expect(originOf().userAgent).toBeNull();
    });
  });
});
