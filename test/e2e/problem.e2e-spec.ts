import { Controller, Get, Module, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { HealthModule } from '../../src/health/health.module.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { ADMIN_SETTINGS, type Answer, call, signIn } from '../support/api.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
});
afterAll(() => test.close());

/** Every problem is complete, and its id is the one on the header. */
function expectProblem({ status, headers, body }: Answer, expected: { status: number; code: string }): void {
  expect({ status, code: body['code'] }).toEqual(expected);
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(body).toMatchObject({ type: 'about:blank', title: expect.any(String), status, detail: expect.any(String) });
  expect(body['requestId']).toMatch(UUID_V7);
  expect(headers.get('x-request-id')).toBe(body['requestId']);
  const allowed = ['type', 'title', 'status', 'detail', 'code', 'requestId', 'errors'];
  expect(Object.keys(body).filter((key) => !allowed.includes(key))).toEqual([]);
  expect(JSON.stringify(body)).not.toMatch(/node_modules|\/src\/|\.ts:|SELECT|at \w+ \(/);
}

describe('error answers', () => {
  it.each([
    ['a route that is not there', 'GET /nothing/here', {}, 404, 'ROUTE_NOT_FOUND'],
    ['a method that is not there', 'PUT /auth/login', { json: {} }, 404, 'ROUTE_NOT_FOUND'],
    [
      'broken JSON',
      'POST /auth/login',
      { body: '{"email":', headers: { 'content-type': 'application/json' } },
      400,
      'MALFORMED_BODY',
    ],
    [
      'an empty body that claims to be JSON',
      'POST /auth/login',
      { headers: { 'content-type': 'application/json' } },
      400,
      'MALFORMED_BODY',
    ],
    [
      'a body that reaches for the prototype',
      'POST /auth/login',
      { body: '{"__proto__":{"isAdmin":true}}', headers: { 'content-type': 'application/json' } },
      400,
      'MALFORMED_BODY',
    ],
    ['a body over the limit', 'POST /auth/login', { json: { email: 'x'.repeat(1_100_000) } }, 413, 'BODY_TOO_LARGE'],
    [
      'a media type nobody reads',
      'POST /auth/login',
      { body: '<a/>', headers: { 'content-type': 'application/xml' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['an address with broken encoding', 'GET /users/%E0%A4%A', {}, 400, 'MALFORMED_URL'],
    ['no body at all', 'POST /auth/login', {}, 400, 'VALIDATION_FAILED'],
    ['a body that is a list', 'POST /auth/login', { json: [] }, 400, 'VALIDATION_FAILED'],
    ['a body that is a text', 'POST /auth/login', { json: 'x' }, 400, 'VALIDATION_FAILED'],
    ['nobody signed in', 'GET /users', {}, 401, 'UNAUTHENTICATED'],
  ])('should be a problem for %s', async (_, route, options, status, code) => {
    expectProblem(await call(test, route, options), { status, code });
  });

  it('should list unknown fields and every broken rule, field by field', async () => {
    const answer = await call(test, 'POST /auth/login', { json: { email: '', password: 'x', remember: true } });
    expectProblem(answer, { status: 400, code: 'VALIDATION_FAILED' });
    expect(answer.body['errors']).toEqual(
      expect.arrayContaining([
        { field: 'remember', reason: 'property remember should not exist' },
        { field: 'email', reason: 'email must be longer than or equal to 1 characters' },
      ]),
    );
  });

  it('should name the route parameter that is no id', async () => {
    const answer = await call(test, 'GET /users/17', { token: await signIn(test) });
    expectProblem(answer, { status: 400, code: 'VALIDATION_FAILED' });
    expect(answer.body['errors']).toEqual([{ field: 'id', reason: 'id must be a UUID' }]);
  });
});

describe('X-Request-Id', () => {
  it('should be on every answer, new each time, whatever the caller sends', async () => {
    const ids = await Promise.all(
      ['/health/live', '/docs-json', '/api/v1/auth/me', '/nothing'].map(async (path) => {
        const response = await fetch(test.url + path, { headers: { 'x-request-id': 'chosen-by-me' } });
        await response.text();
        return response.headers.get('x-request-id');
      }),
    );
    for (const id of ids) expect(id).toMatch(UUID_V7);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('should be taken over from a trusted proxy when it is harmless', async () => {
    const trusting = await createTestApp({ ...ADMIN_SETTINGS, TRUST_PROXY: '127.0.0.0/8' });
    try {
      const ask = (id: string) => call(trusting, 'GET /auth/me', { headers: { 'x-request-id': id } });
      expect((await ask('proxy:42-a.b_c')).body['requestId']).toBe('proxy:42-a.b_c');
      expect((await ask('two words')).body['requestId']).toMatch(UUID_V7);
      expect((await ask('x'.repeat(129))).body['requestId']).toMatch(UUID_V7);
    } finally {
      await trusting.close();
    }
  });
});

describe('faults', () => {
  @Controller('faults')
  class FaultsController {
    @Get('unknown')
    unknown(): never {
      throw new Error('secret of /srv/app: SELECT 1');
    }

    @Get('thrown-text')
    text(): never {
      // eslint-disable-next-line no-throw-literal
      throw 'just a text';
    }

    @Get('refused-connection')
    refused(): never {
      throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.5:5432'), { code: 'ECONNREFUSED' });
    }

    @Get('after-headers')
    started(@Res() reply: FastifyReply): never {
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': 'text/plain' });
      reply.raw.end('begun');
      throw new Error('too late');
    }
  }
  @Module({ controllers: [FaultsController] })
  class FaultsModule {}

  let faulty: TestApp;
  let token: string;
  beforeAll(async () => {
    faulty = await createTestApp(ADMIN_SETTINGS, {
      change: (builder) => builder.overrideModule(HealthModule).useModule(FaultsModule),
    });
    token = await signIn(faulty);
  });
  afterAll(() => faulty.close());

  it.each(['unknown', 'thrown-text'])('should be told in general terms only (%s)', async (kind) => {
    const answer = await call(faulty, `GET /faults/${kind}`, { token });
    expectProblem(answer, { status: 500, code: 'INTERNAL_ERROR' });
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|just a text/);
  });

  it('should ask to come back when the database is away', async () => {
    const answer = await call(faulty, 'GET /faults/refused-connection', { token });
    expectProblem(answer, { status: 503, code: 'DATABASE_UNAVAILABLE' });
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(JSON.stringify(answer.body)).not.toContain('10.0.0.5');
  });

  it('should leave an answer alone that has begun', async () => {
    const response = await fetch(`${faulty.url}/api/v1/faults/after-headers`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect({ status: response.status, text: await response.text() }).toEqual({ status: 200, text: 'begun' });
  });
});
