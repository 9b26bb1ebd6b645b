import type { IncomingMessage, ServerResponse } from 'node:http';
import { RecordFactory } from '../../entry/audit-record.ts';
import { AnonymousActorResolver } from './audit-actor-resolver.ts';
import { AuditPolicy } from './audit-policy.ts';
import type { AuditedOptions } from '../marks/audited-options.ts';
import { requestEntry, type RequestEnding } from './request-entry.ts';
import { RequestScope } from './request-scope.ts';
import { DEFAULT_RULES } from '../../entry/record-rules.ts';

const AUDITED: AuditedOptions = { category: 'shop', action: 'update', resource: 'order' };
const ABORTED: RequestEnding = { outcome: 'aborted', statusCode: null, level: 'changes' };
const answered = (statusCode: number): RequestEnding => ({ outcome: 'completed', statusCode, level: 'changes' });

function scopeOf(url: string, audited?: AuditedOptions): RequestScope {
  const raw = { method: 'PUT', url, headers: {} } as IncomingMessage;
  const response = { getHeader: () => undefined } as unknown as ServerResponse;
  const scope = new RequestScope({
    request: raw,
    response,
    ports: { actors: new AnonymousActorResolver() },
    policy: new AuditPolicy([]),
    onLateFault: () => undefined,
  });
  scope.origin.request = { params: { id: '7' }, routeOptions: { url: '/orders/:id', config: { audit: { audited } } } };
  return scope;
}

const httpOf = (scope: RequestScope, ending = answered(200)): unknown => requestEntry(scope, ending).http;

describe('requestEntry', () => {
  it.each([
    [answered(200), 'success', undefined],
    [answered(304), 'success', undefined],
    [answered(404), 'failure', '404 Not Found'],
    [answered(499), 'failure', '499'],
    [answered(500), 'error', '500 Internal Server Error'],
    [ABORTED, 'failure', 'the client left before the answer, and how it ended is not known'],
  ])('should tell of %j', (ending, status, reason) => {
    expect(requestEntry(scopeOf('/orders/7'), ending)).toMatchObject({ status, reason });
  });

  it('should tell what was thrown rather than the words of the status, unless it was answered well', () => {
    const scope = scopeOf('/orders/7');
    const error = new Error('lost');
    scope.fail(error);
    expect(requestEntry(scope, answered(500))).toMatchObject({ error });
    expect(requestEntry(scope, answered(200)).error).toBeUndefined();
    scope.fail(undefined);
    expect(requestEntry(scope, answered(500)).error).toBeDefined();
  });

  it.each([
    [200, 'request', 'request'],
    [404, 'request', 'request'],
    [500, 'error', 'exception'],
  ])('should file a plain request answered with %i', (statusCode, category, action) => {
    const entry = requestEntry(scopeOf('/orders/7?token=abc'), answered(statusCode));
    expect(entry).toMatchObject({ category, action, object: 'PUT /orders/7' });
  });

  it('should tell of an audited route what its decorator says, by default with the id of the route', () => {
    expect(requestEntry(scopeOf('/orders/7', AUDITED), answered(403))).toMatchObject({ ...AUDITED, resourceId: '7' });
  });

  it('should let notes win over the decorator, and add them up where they are several', () => {
    const scope = scopeOf('/orders/7', {
      ...AUDITED,
      resourceId: () => 'decorator',
      object: () => 'decorator',
      metadata: () => ({ a: 1, b: 1 }),
      changes: () => ({ x: { from: 1, to: 2 } }),
    });
    scope.annotate({ object: 'note', metadata: { b: 2 }, changes: { y: { from: 3, to: 4 } }, reason: 'note' });
    expect(requestEntry(scope, answered(400))).toMatchObject({
      resourceId: 'decorator',
      object: 'note',
      reason: 'note',
      metadata: { a: 1, b: 2 },
      changes: { x: { from: 1, to: 2 }, y: { from: 3, to: 4 } },
    });
  });

  it('should tell of the way it went over HTTP', () => {
    expect(httpOf(scopeOf('/orders/7?a=1&b=2&a=3&c&token=x'))).toEqual({
      method: 'PUT',
      route: '/orders/:id',
      path: '/orders/7',
      query: { a: ['1', '3'], b: '2', c: '', token: 'x' },
      statusCode: 200,
      durationMs: expect.any(Number),
      outcome: 'completed',
    });
    expect(httpOf(scopeOf('/orders/7'))).toMatchObject({ query: undefined });
    expect(httpOf(scopeOf('/'), ABORTED)).toMatchObject({ statusCode: null, outcome: 'aborted' });
  });

  it('should keep that whatever the caller and the client add', () => {
    const scope = scopeOf('/orders/7?__proto__=x');
    const body = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => 'x'));
    scope.annotate({ metadata: { body, http: 'mine', ...(JSON.parse('{"__proto__":{"a":1}}') as object) } });
    const { metadata } = new RecordFactory(DEFAULT_RULES).toRecord(
      requestEntry(scope, answered(200)),
      scope.origin,
      new Date(),
    );
    expect(metadata['http']).toMatchObject({ path: '/orders/7', statusCode: 200 });
    expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype);
    expect(JSON.stringify(metadata)).toContain('"query":{"__proto__":"x"}');
  });

  it('should be done with a query of thousands of names in no time', () => {
    const names = Array.from({ length: 100_000 }, (_, index) => index.toString(36)).join('&');
    const startedAt = performance.now();
    requestEntry(scopeOf(`/?${names}`), answered(200));
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
