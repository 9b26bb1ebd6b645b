import { Agent, type ClientRequest, request } from 'node:http';
import type { AuditLog } from '../../src/audit/index.ts';
import { type CrowdApp, createCrowdApp } from '../fixture/crowd-app.ts';
import { CrowdController, type Errand, userOf } from '../fixture/crowd.controller.ts';
import { PLATFORMS } from '../fixture/shop-app.ts';
import { LogReader } from '../support/log-reader.ts';

const REQUESTS = 1_000;
const USERS = 50;
/** Each connection is used by two users or more, one after the other. */
const CONNECTIONS = 400;

const KINDS = ['plain', 'nested', 'recorded', 'refused', 'fault', 'aborted', 'stranger'] as const;

/** One request of the crowd. Everything in it is its own, so that whatever gets into another entry is seen there. */
interface Order extends Errand {
  readonly user: number;
  readonly address: string;
  readonly traceId: string;
}

/** What an entry says of where it comes from and what it tells; the same for what was sent and what was recorded. */
type Facts = Readonly<Record<string, unknown>>;

function orderOf(place: number): Order {
  const number = place + 1;
  return {
    kind: KINDS[place % KINDS.length]!,
    mark: `mark-${number}`,
    user: (place * 37) % USERS,
    address: `198.51.${100 + Math.floor(number / 250)}.${number % 250}`,
    traceId: number.toString(16).padStart(32, '0'),
  };
}

/** Resolves when the request is over for its client, however. */
function send(
  url: string,
  order: Order,
  options: { readonly agent: Agent; readonly sent: Map<string, ClientRequest> },
) {
  const { kind, mark, user, address, traceId } = order;
  const headers = {
    'content-type': 'application/json',
    'user-agent': `agent of ${mark}`,
    'x-forwarded-for': address,
    'x-mark': mark,
    traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    ...(kind !== 'stranger' && { authorization: `Bearer ${user}` }),
  };
  return new Promise<void>((resolve) => {
    const sending = request(`${url}/crowd/orders/${mark}`, { method: 'POST', agent: options.agent, headers });
    options.sent.set(mark, sending);
    sending.once('response', (response) => response.resume().once('end', resolve));
    sending.once('error', () => resolve());
    sending.end(JSON.stringify({ kind, mark }));
  });
}

/** The entries that an order has to leave, and nothing else. */
function expectedOf({ kind, mark, user, address, traceId }: Order): Facts[] {
  const actor = kind === 'stranger' ? { type: 'anonymous' as const } : userOf(user);
  const origin = {
    requestId: mark,
    actorType: actor.type,
    userId: actor.id ?? null,
    userLabel: actor.label ?? null,
    tenantId: actor.tenantId ?? null,
    context: actor.sessionId && {
      session: actor.sessionId,
      ...(actor.impersonator && { impersonator: actor.impersonator }),
    },
    ipAddress: address,
    userAgent: `agent of ${mark}`,
    traceId,
  };
  const isReached = kind !== 'stranger';
  const ends = { refused: 'failure', stranger: 'failure', fault: 'error' } as const;
  const messages = { refused: `refused ${mark}`, stranger: 'Nobody knows you', fault: `fault ${mark}` } as const;
  const own = {
    ...origin,
    resource: `order ${mark}`,
    status: kind in ends ? ends[kind as keyof typeof ends] : 'success',
    outcome: kind === 'aborted' ? 'aborted' : 'completed',
    kind: isReached ? kind : undefined,
    mark: isReached ? mark : undefined,
    changes: isReached ? { order: { from: null, to: mark } } : undefined,
    error: messages[kind as keyof typeof messages],
  };
  const inner = { ...origin, status: 'success', outcome: undefined, kind: undefined, mark, error: undefined };
  const parcel = { ...inner, resource: `parcel ${mark}`, changes: { parcel: { from: null, to: mark } } };
  if (kind === 'nested') return [own, parcel, parcel];
  return kind === 'recorded' ? [own, { ...inner, resource: 'note null', changes: undefined }] : [own];
}

function factsOf(entry: AuditLog): Facts {
  const { metadata } = entry;
  const { http, error } = metadata as { http?: { outcome: string }; error?: { message: string } };
  return {
    requestId: entry.requestId,
    actorType: entry.actorType,
    userId: entry.userId,
    userLabel: entry.userLabel,
    tenantId: entry.tenantId,
    context: whoIn(metadata['context'] as Record<string, unknown> | undefined),
    ipAddress: entry.ipAddress,
    userAgent: entry.userAgent,
    traceId: entry.traceId,
    resource: `${entry.resourceType} ${entry.resourceId}`,
    status: entry.status,
    outcome: http?.outcome,
    kind: metadata['kind'],
    mark: metadata['mark'],
    changes: metadata['changes'] ?? metadata['attemptedChanges'],
    error: error?.message,
  };
}

/** Without the place among the entries of the request, which is another each time. */
function whoIn(context: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  const { spanId: _own, parentSpanId: _above, ...who } = context ?? {};
  return Object.keys(who).length === 0 ? undefined : who;
}

/** Entries that stand below no entry of their own request. */
function misplaced(entries: readonly AuditLog[]): AuditLog[] {
  const placeOf = ({ metadata }: AuditLog) => (metadata['context'] ?? {}) as Record<string, string | undefined>;
  const known = new Set(entries.map((entry) => `${entry.requestId} ${placeOf(entry)['spanId']}`));
  return entries.filter((entry) => {
    const { parentSpanId } = placeOf(entry);
    return parentSpanId !== undefined && !known.has(`${entry.requestId} ${parentSpanId}`);
  });
}

const inOrder = (facts: readonly Facts[]) =>
  facts.toSorted((one, other) => key(one).localeCompare(key(other), 'en', { numeric: true }));
const key = ({ requestId, resource }: Facts) => `${String(requestId)} ${String(resource)}`;

describe.each(PLATFORMS)('a thousand requests at once on %s', (platform) => {
  let crowd: CrowdApp;
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

  beforeAll(async () => {
    crowd = await createCrowdApp(platform, {
      isBehindProxy: true,
      requestId: (incoming) => (incoming as { headers: Record<string, string> }).headers['x-mark'],
    });
  });
  afterAll(async () => {
    agent.destroy();
    await crowd.close();
  });

  it('should leave the entries that each of them has to leave, and nothing of one in that of another', async () => {
    const orders = Array.from({ length: REQUESTS }, (_, place) => orderOf(place));
    const expected = inOrder(orders.flatMap(expectedOf));
    const sent = new Map<string, ClientRequest>();
    let connections = 0;
    (crowd.app.getHttpServer() as NodeJS.EventEmitter).on('connection', () => (connections += 1));
    crowd.app.get(CrowdController).onReached = (mark) => sent.get(mark)!.destroy();

    await Promise.all(orders.map((order) => send(crowd.url, order, { agent, sent })));
    const log = new LogReader(crowd.app);
    let entries = await log.all();
    while (entries.length < expected.length) entries = await log.all(); // those whose client has left are last

    expect(connections).toBeLessThan(REQUESTS); // they are shared
    expect(inOrder(entries.map(factsOf))).toEqual(expected);
    expect(misplaced(entries)).toEqual([]);
    expect(new Set(entries.map(({ metadata }) => JSON.stringify(metadata['context']))).size).toBeGreaterThan(
      REQUESTS / 2,
    );
  }, 120_000);
});
