import { AsyncLocalStorage } from 'node:async_hooks';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Context, context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { type AuditLog, AuditService } from '../../src/audit/index.ts';
import { type CrowdApp, createCrowdApp } from '../fixture/crowd-app.ts';
import { PLATFORMS } from '../fixture/shop-app.ts';
import { ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { LogReader } from '../support/log-reader.ts';

const UUID7 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const OTHER = '7'.repeat(32);

describe.each(PLATFORMS)('what a client claims on %s', (platform) => {
  let crowd: CrowdApp;
  let log: LogReader;

  beforeAll(async () => {
    crowd = await createCrowdApp(platform);
    log = new LogReader(crowd.app);
  });
  afterAll(() => crowd.close());

  /** Sends these lines as they are, which no client library would, and gives the one entry. */
  async function entryFor(lines: readonly string[], path = '/crowd/mirror'): Promise<AuditLog> {
    const socket = connect(Number(new URL(crowd.url).port), '127.0.0.1');
    socket.write([`GET ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...lines, '', ''].join('\r\n'));
    await text(socket);
    return log.only();
  }

  /** What of an entry may not depend on the client. */
  const originOf = ({ actorType, userId, userLabel, tenantId, ipAddress, metadata }: AuditLog) => ({
    actorType,
    userId,
    userLabel,
    tenantId,
    ipAddress,
    context: metadata['context'],
  });

  it.each<[what: string, lines: string[]]>([
    ['another user', ['X-User: root', 'X-User-Id: root', 'X-Actor: root', 'From: root@example.com']],
    ['another tenant', ['X-Tenant-Id: acme', 'X-Tenant: acme', 'X-Org-Id: acme']],
    ['another id of the request', ['X-Request-Id: mine', 'X-Correlation-Id: mine', 'Request-Id: mine']],
    [
      'another id and time of the entry',
      ['X-Audit-Id: 1', 'X-Timestamp: 1970-01-01', 'Date: Thu, 01 Jan 1970 00:00:00 GMT'],
    ],
    [
      'another address',
      ['X-Forwarded-For: 6.6.6.6', 'Forwarded: for=6.6.6.6', 'X-Real-IP: 6.6.6.6', 'Client-IP: 6.6.6.6'],
    ],
    ['several of each', ['X-Request-Id: a', 'X-Request-Id: b', 'X-User-Id: a', 'X-User-Id: b']],
    ['much', [`X-Request-Id: ${'x'.repeat(4_000)}`, `X-User-Id: ${'x'.repeat(4_000)}`]],
    ['the session of somebody', ['Cookie: session=s1', 'X-Session-Id: s1', 'X-Impersonate: u1']],
  ])('should be ignored when it is %s', async (_what, lines) => {
    const before = Date.now();
    const entry = await entryFor(['Authorization: Bearer 7', ...lines]);
    expect(originOf(entry)).toEqual({
      actorType: 'user',
      userId: 'u7',
      userLabel: 'user-7@example.com',
      tenantId: 't0',
      ipAddress: '127.0.0.1',
      context: { session: 's7' },
    });
    expect(entry.id).toMatch(UUID7);
    expect(entry.requestId).toMatch(UUID7);
    expect(entry.timestamp.getTime()).toBeGreaterThanOrEqual(before);
    expect(JSON.stringify(entry)).not.toMatch(/root|acme|mine|6\.6\.6\.6|xxxx/);
  });

  it('should make no line and no control character in an entry', async () => {
    const agent = `agent\t${String.fromCharCode(0x80)}\u00FF`;
    const entry = await entryFor([`User-Agent: ${agent}`], '/crowd/mirror%0d%0aSet-Cookie:%20a?q=%00%0d%0a');
    expect(`${entry.description}${entry.userAgent}`).not.toMatch(/\p{Cc}/u);
  });

  it.each<[what: string, lines: string[], expected: string | null]>([
    ['taken from one valid traceparent', [`traceparent: 00-${TRACE}-${SPAN}-01`], TRACE],
    ['not taken from two', [`traceparent: 00-${TRACE}-${SPAN}-01`, `traceparent: 00-${OTHER}-${SPAN}-01`], null],
    [
      'not taken from two of a version to come',
      [`traceparent: 01-${TRACE}-${SPAN}-01-x`, `traceparent: 01-${OTHER}-${SPAN}-01-x`],
      null,
    ],
    ['not taken from one in upper case', [`traceparent: 00-${TRACE.toUpperCase()}-${SPAN}-01`], null],
  ])('should have its trace %s', async (_what, lines, expected) => {
    expect((await entryFor(lines)).traceId).toBe(expected);
  });
});

describe.each(PLATFORMS)('an application with OpenTelemetry on %s', (platform) => {
  const contexts = new AsyncLocalStorage<Context>();
  const spanOf = (traceId: string) => trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: SPAN, traceFlags: 1 });
  let crowd: CrowdApp;
  let log: LogReader;

  beforeAll(async () => {
    crowd = await createCrowdApp(platform, {
      configure: (app) => {
        app.use((incoming: { headers: Record<string, string> }, _response: unknown, next: () => void) => {
          const traceId = incoming.headers['x-span'];
          if (traceId === undefined) next();
          else contexts.run(spanOf(traceId), next);
        });
      },
    });
    log = new LogReader(crowd.app);
    context.setGlobalContextManager({
      active: () => contexts.getStore() ?? ROOT_CONTEXT,
      with: (active, work, self, ...args) => contexts.run(active, () => work.apply(self, args)),
      bind: (_active, target) => target,
      enable: () => undefined as never,
      disable: () => undefined as never,
    });
  });
  afterAll(async () => {
    context.disable();
    await crowd.close();
  });

  it('should see the trace of the span in which a request is answered, whatever its header says', async () => {
    const headers = { authorization: 'Bearer 7', traceparent: `00-${OTHER}-${SPAN}-01` };
    await fetch(`${crowd.url}/crowd/mirror`, { headers: { ...headers, 'x-span': TRACE } });
    expect((await log.only()).traceId).toBe(TRACE);
    await fetch(`${crowd.url}/crowd/mirror`, { headers });
    expect((await log.only()).traceId).toBe(OTHER);
  });

  it('should see the trace of the span in which something is recorded outside of requests', async () => {
    const audit = crowd.app.get(AuditService);
    contexts.run(spanOf(TRACE), () => audit.record({ category: 'crowd', action: 'sweep' }));
    expect(await log.only()).toMatchObject({ traceId: TRACE, actorType: 'system' });
    audit.record({ category: 'crowd', action: 'sweep' });
    expect((await log.only()).traceId).toBeNull();
  });
});

describe('the host', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await createTestApp({ ...ADMIN_SETTINGS, TRUST_PROXY: '127.0.0.1,10.0.0.0/8' });
  });
  afterAll(() => test.close());

  const entryOf = async (token: string, headers: Record<string, string> = {}) => {
    const answer = await call(test, 'GET /auth/me', { token, headers });
    const [entry] = await auditEntries(test, 'request_id = $1', [answer.headers.get('x-request-id')]);
    return entry as { ip_address: string; metadata: { context: { session: string } } };
  };

  it('should let the entries of one session be found together, by an id that nobody can sign in with', async () => {
    const [one, other] = [await signIn(test), await signIn(test)];
    const [first, second, third] = [await entryOf(one), await entryOf(one), await entryOf(other)];
    const { session } = first.metadata.context;
    expect(second.metadata.context).toEqual({ session });
    expect(third.metadata.context.session).not.toBe(session);
    expect((await call(test, 'GET /auth/me', { token: session })).status).toBe(401);
  });

  it('should tell the client’s address behind the proxies that it trusts', async () => {
    const entry = await entryOf(await signIn(test), { 'x-forwarded-for': '6.6.6.6, 203.0.113.7, 10.0.0.2' });
    expect(entry.ip_address).toBe('203.0.113.7');
  });
});
