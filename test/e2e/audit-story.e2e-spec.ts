import { parse } from 'csv-parse/sync';
import { AuditService } from '../../src/audit/index.ts';
import { ADMIN_EMAIL, ADMIN_SETTINGS, type Answer, call, type CallOptions, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createUser, USER_PASSWORD } from '../support/users.ts';

interface Entry {
  readonly id: string;
  readonly requestId: string;
  readonly category: string;
  readonly actionType: string;
  readonly status: string;
  readonly severity: string | null;
  readonly description: string;
  readonly userLabel: string | null;
}

interface Page {
  readonly data: readonly Entry[];
  readonly pagination: { readonly total: number; readonly totalIsExact: boolean };
}

const JSON_TYPE = { headers: { 'content-type': 'application/json' } };
const BOB = { email: 'bob@example.com', name: 'Bob', password: USER_PASSWORD };

describe('ten things that people do, of which four fail', () => {
  let test: TestApp;
  let admin: string;
  const answers: Answer[] = [];

  beforeAll(async () => {
    test = await createTestApp(ADMIN_SETTINGS);
    const act = async (route: string, options: CallOptions = {}): Promise<Answer> => {
      const answer = await call(test, route, options);
      answers.push(answer);
      return answer;
    };
    const wrong = { email: ADMIN_EMAIL, password: 'not the password' };
    await act('POST /auth/login', { json: wrong });
    const signedIn = await act('POST /auth/login', { json: { ...wrong, password: ADMIN_SETTINGS.ADMIN_PASSWORD } });
    admin = signedIn.body['accessToken'] as string;
    const { body } = await act('POST /users', { token: admin, json: BOB });
    const bob = body['id'] as string;
    await act('POST /users', { token: admin, json: BOB });
    await act(`PATCH /users/${bob}`, { token: admin, json: { name: 'Robert' } });
    const bobs = await act('POST /auth/login', { json: { email: BOB.email, password: USER_PASSWORD } });
    await act('GET /audit-logs', { token: bobs.body['accessToken'] as string });
    await act(`POST /users/${bob}/deactivate`, { token: admin });
    await act('POST /auth/login', { json: { email: BOB.email, password: USER_PASSWORD } });
    await act(`DELETE /users/${bob}`, { token: admin });
    await test.app.get(AuditService).flush();
  });
  afterAll(() => test.close());

  /** The entries of the ten, in the order they were done. */
  async function entries(query = ''): Promise<readonly Entry[]> {
    const { body } = await call<Page>(test, `GET /audit-logs?limit=200${query}`, { token: admin });
    const byRequest = new Map(body.data.map((entry) => [entry.requestId, entry]));
    return answers.flatMap(({ headers }) => byRequest.get(headers.get('x-request-id') ?? '') ?? []);
  }

  it('should be answered as they should', () => {
    expect(answers.map(({ status }) => status)).toEqual([401, 200, 201, 409, 200, 200, 403, 200, 401, 204]);
  });

  it('should each be one sentence that a compliance officer understands', async () => {
    expect((await entries()).map(({ description }) => description)).toEqual([
      'admin@example.com (not signed in) tried to sign in and was refused: wrong password',
      'admin@example.com signed in',
      'admin@example.com created user bob@example.com',
      expect.stringMatching(/^admin@example\.com tried to create user bob@example\.com and was refused: .+/),
      'admin@example.com updated user bob@example.com',
      'bob@example.com signed in',
      expect.stringMatching(/^bob@example\.com tried to read the audit log and was refused: .+/),
      'admin@example.com deactivated user bob@example.com',
      'bob@example.com (not signed in) tried to sign in and was refused: the account is deactivated',
      'admin@example.com deleted user bob@example.com',
    ]);
  });

  it('should be in their category with their action and result', async () => {
    expect((await entries()).map(({ category, actionType, status }) => `${category} ${actionType} ${status}`)).toEqual([
      'authentication login failure',
      'authentication login success',
      'user_management create success',
      'user_management create failure',
      'user_management update success',
      'authentication login success',
      'administrative read failure',
      'user_management deactivate success',
      'authentication login failure',
      'user_management delete success',
    ]);
  });

  it('should be found by filter', async () => {
    expect(await entries('&status=failure')).toHaveLength(4);
    expect(await entries('&category=user_management&status=success')).toHaveLength(4);
    expect(await entries('&search=Account%20is%20deact')).toHaveLength(1);
    expect(await entries('&ipAddress=127.0.0.0/8')).toHaveLength(10);
    expect(await entries('&ipAddress=10.0.0.0/8')).toHaveLength(0);
  });

  it('should list those that failed as errors', async () => {
    const { body } = await call<Page>(test, 'GET /audit-logs/errors?limit=200', { token: admin });
    expect(body.data.filter(({ severity }) => severity !== 'WARNING')).toEqual([]);
    expect(body.data.length).toBeGreaterThanOrEqual(4);
  });

  it('should be opened one by one, with what changed', async () => {
    const updated = (await entries()).find(({ actionType }) => actionType === 'update')!;
    const { body } = await call(test, `GET /audit-logs/${updated.id}`, { token: admin });
    expect(body).toMatchObject({
      id: updated.id,
      metadata: { changes: { name: { from: 'Bob', to: 'Robert' } }, http: { route: '/api/v1/users/:id' } },
    });
  });

  it('should be exported as CSV and JSON', async () => {
    const requestIds = answers.map(({ headers }) => headers.get('x-request-id'));
    const download = async (format: string): Promise<string> => {
      const url = `${test.url}/api/v1/audit-logs/export?format=${format}&from=2020-01-01`;
      return (await fetch(url, { headers: { authorization: `Bearer ${admin}` } })).text();
    };
    const rows: readonly Record<string, string>[] = parse(await download('csv'), { columns: true });
    expect(rows.map(({ requestId }) => requestId)).toEqual(expect.arrayContaining(requestIds));
    const objects = JSON.parse(await download('json')) as Entry[];
    expect(objects.map(({ requestId }) => requestId)).toEqual(expect.arrayContaining(requestIds));
  });

  it('should keep no password and no token anywhere', async () => {
    const { body } = await call(test, 'GET /audit-logs?limit=200', { token: admin });
    const everything = JSON.stringify(body);
    for (const secret of [ADMIN_SETTINGS.ADMIN_PASSWORD, USER_PASSWORD, 'not the password', admin]) {
      expect(everything).not.toContain(secret);
    }
  });
});

describe('who may read the log', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp(ADMIN_SETTINGS);
  });
  afterAll(() => test.close());

  const READS = ['/audit-logs', '/audit-logs/errors', '/audit-logs/export?format=json'];

  it.each(READS)('should not be anybody without a token (%s)', async (path) => {
    const { status, headers, body } = await call(test, `GET ${path}`);
    expect([status, headers.get('content-type')]).toEqual([401, expect.stringContaining('application/problem+json')]);
    expect(body).toMatchObject({ status: 401, requestId: headers.get('x-request-id') });
  });

  it.each([
    ['user', [], 403],
    ['auditor', ['auditor'], 200],
    ['admin', ['admin'], 200],
  ])('should be decided by the role: %s', async (_role, roles, expected) => {
    const user = await createUser(test, { roles });
    const token = await signIn(test, { email: user.email, password: USER_PASSWORD });
    for (const path of READS) expect((await call(test, `GET ${path}`, { token })).status).toBe(expected);
  });

  it('should be told field by field what is wrong with a query', async () => {
    const token = await signIn(test);
    const { status, body, headers } = await call(test, 'GET /audit-logs?limit=201&from=2026-02-02&sort=x', { token });
    expect([status, headers.get('content-type')]).toEqual([400, expect.stringContaining('application/problem+json')]);
    expect(body).toMatchObject({ code: 'AUDIT_QUERY_INVALID', title: 'Bad Request', status: 400 });
    expect((body['errors'] as { field: string }[]).map(({ field }) => field).toSorted()).toEqual(['limit', 'sort']);
  });

  it.each([
    ['malformed JSON', 'POST /users', { body: '{"email"', ...JSON_TYPE }, 400],
    ['a body over the limit', 'POST /users', { json: { name: 'x'.repeat(2_000_000) } }, 413],
    ['an unknown route', 'GET /nowhere', {}, 404],
    ['a wrong method', 'DELETE /audit-logs', {}, 404],
    [
      'a deep body',
      'POST /auth/login',
      { body: `{"email":${'['.repeat(3_000)}${']'.repeat(3_000)}}`, ...JSON_TYPE },
      400,
    ],
    ['a name that every object has', 'POST /auth/login', { json: { ...BOB, constructor: 1 } }, 400],
    ['an unknown place below the docs', 'GET /../../docs/unknown.js', {}, 404],
    ['an address that is no URL', 'GET /users/%', {}, 400],
    ['a refusal of a guard', 'POST /users', { json: BOB }, 401],
  ])('should find exactly one entry for %s', async (_what, route, options, expected) => {
    const { status, headers, body } = await call(test, route, options);
    const requestId = headers.get('x-request-id')!;
    expect([status, headers.get('content-type')]).toEqual([
      expected,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(body).toMatchObject({ status: expected, requestId });
    await test.app.get(AuditService).flush();
    const found = await call<Page>(test, `GET /audit-logs?requestId=${requestId}`, { token: await signIn(test) });
    expect(found.body.data).toEqual([expect.objectContaining({ requestId, status: 'failure', severity: 'WARNING' })]);
  });

  it('should not find a password that was typed into the field of the address', async () => {
    const { headers } = await call(test, 'POST /auth/login', { json: { email: 'My-Secret-1!', password: 'x' } });
    await test.app.get(AuditService).flush();
    const path = `GET /audit-logs?requestId=${headers.get('x-request-id')}`;
    const { body } = await call<Page>(test, path, { token: await signIn(test) });
    expect(body.data).toEqual([expect.objectContaining({ actionType: 'login', userLabel: null })]);
    expect(JSON.stringify(body)).not.toContain('My-Secret-1!');
  });
});
