import 'reflect-metadata';
import { type PlatformRequest, routeOf, routeParamsOf } from './platform-request.ts';
import { markRoute } from '../marks/route-metadata.ts';

const AUDIT = { skipped: 'why' };
const handler = (): void => undefined;
markRoute(handler, AUDIT);

const express = (route: PlatformRequest['route'], baseUrl?: string): PlatformRequest => ({ route, baseUrl });

describe('the pattern of routeOf', () => {
  it.each<[what: string, request: PlatformRequest | undefined, pattern: string | null]>([
    ['a route of Fastify', { routeOptions: { url: '/users/:id' } }, '/users/:id'],
    ['no route of Fastify', { routeOptions: {} }, null],
    ['a route of Express', express({ path: '/users/:id' }), '/users/:id'],
    ['a route of a router of Express', express({ path: '/:id' }, '/users'), '/users/:id'],
    ['a route of Express that is a pattern', express({ path: /users/ }), null],
    ['no route of Express', {}, null],
    ['no request', undefined, null],
  ])('should read %s', (_what, request, pattern) => {
    expect(routeOf(request).pattern).toBe(pattern);
  });
});

describe('the audit of routeOf', () => {
  it.each<[what: string, request: PlatformRequest | undefined, audit: object | undefined]>([
    ['a route of Fastify', { routeOptions: { config: { audit: AUDIT } } }, AUDIT],
    ['a route of Fastify without', { routeOptions: { config: {} } }, undefined],
    ['a route of Fastify without config', { routeOptions: {} }, undefined],
    ['the last handler of a route of Express', express({ stack: [{ handle: () => 1 }, { handle: handler }] }), AUDIT],
    ['a route of Express without', express({ stack: [{ handle: () => 1 }] }), undefined],
    ['a route of Express without handlers', express({ stack: [] }), undefined],
    ['a route of Express without stack', express({}), undefined],
    ['no request', undefined, undefined],
  ])('should read %s', (_what, request, audit) => {
    expect(routeOf(request).audit).toEqual(audit);
  });
});

describe('routeParamsOf', () => {
  it.each<[params: unknown, expected: Record<string, string>]>([
    [{ id: '7' }, { id: '7' }],
    [
      { id: 7, path: ['a', 'b'] },
      { id: '7', path: 'a,b' },
    ],
    [Object.assign(Object.create(null) as object, { id: '7' }), { id: '7' }],
    [undefined, {}],
    [null, {}],
    ['id', {}],
  ])('should read %j', (params, expected) => {
    expect(routeParamsOf({ params })).toEqual(expected);
  });
});
