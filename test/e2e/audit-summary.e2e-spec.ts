import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuditAccess, type AuditEntry } from '../../src/audit/index.ts';
import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { LogReader } from '../support/log-reader.ts';

const T0 = Date.UTC(2026, 9, 30, 22, 30, 0);
const HOUR = 3_600_000;
const RANGE = `from=2026-10-01&to=2026-11-02`;

/** Allows what the header `x-allow` lists, in the tenant of the header `x-tenant`, or in all. */
@Injectable()
class HeaderTenants extends AuditAccess {
  override allows(permission: string, context: ExecutionContext): boolean {
    return headerOf(context, 'x-allow') === permission;
  }

  override tenantsOf(context: ExecutionContext): readonly string[] | null {
    const tenant = headerOf(context, 'x-tenant');
    return tenant === undefined ? null : [tenant];
  }
}

function headerOf(context: ExecutionContext, name: string): string | undefined {
  return context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>().headers[name];
}

/** Every third is a fault, of one of two kinds; three users, two tenants. */
function entry(index: number): AuditEntry {
  const tenantId = index % 4 === 0 ? 'acme' : 'umbrella';
  const actor = { type: 'user', id: `u${index % 3}`, label: `user${index % 3}@example.com`, tenantId } as const;
  const error =
    index % 3 === 0 ? (index % 2 === 0 ? new TypeError('total is undefined') : new RangeError('too far')) : undefined;
  return {
    category: 'shop',
    action: index % 5 === 0 ? 'login' : 'update',
    resource: 'order',
    resourceId: String(index % 7),
    actor,
    error,
  };
}

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

describe.each(PLATFORMS)('summaries on %s', (platform) => {
  let shop: ShopApp;
  let reader: LogReader;
  let now = T0;

  beforeAll(async () => {
    shop = await createShopApp(platform, { clock: () => new Date(now), access: HeaderTenants });
    for (let index = 0; index < 60; index += 1) {
      now = T0 + index * HOUR;
      shop.audit.record(entry(index));
    }
    now = Date.UTC(2026, 11, 1);
    reader = new LogReader(shop.app);
    await reader.all();
  });
  afterAll(() => shop.close());

  async function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${shop.url}/audit-logs${path}`, { headers: { 'x-allow': 'audit:read', ...headers } });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  it('should count what matches', async () => {
    const { status, body } = await get(`/summary?${RANGE}&q=category:shop`);
    expect([status, body]).toEqual([
      200,
      {
        from: '2026-10-01T00:00:00.000Z',
        to: '2026-11-02T00:00:00.000Z',
        total: 50,
        isEstimated: false,
        countedFrom: 'rollups',
        statuses: [
          { value: 'success', count: 33 },
          { value: 'failure', count: 0 },
          { value: 'error', count: 17 },
        ],
        severities: [
          { value: 'WARNING', count: 0 },
          { value: 'ERROR', count: 17 },
          { value: 'CRITICAL', count: 0 },
          { value: null, count: 33 },
        ],
        categories: [{ value: 'shop', count: 50 }],
        topActions: {
          values: [
            { value: 'update', count: 40 },
            { value: 'login', count: 10 },
          ],
          other: 0,
        },
        topResources: { values: [{ value: 'order', count: 50 }], other: 0 },
        topActors: {
          values: [17, 17, 16].map((count, user) => ({
            actorType: 'user',
            userId: `u${user}`,
            userLabel: `user${user}@example.com`,
            count,
          })),
          other: 0,
        },
        timeline: { every: 'PT12H', buckets: expect.any(Array) as unknown },
      },
    ]);
    const { buckets } = body['timeline'] as { buckets: Record<string, unknown>[] };
    expect(buckets).toHaveLength(64);
    expect(buckets.slice(58, 62)).toEqual([
      { start: '2026-10-30T00:00:00.000Z', success: 0, failure: 0, error: 0, critical: 0 },
      { start: '2026-10-30T12:00:00.000Z', success: 1, failure: 0, error: 1, critical: 0 },
      { start: '2026-10-31T00:00:00.000Z', success: 8, failure: 0, error: 4, critical: 0 },
      { start: '2026-10-31T12:00:00.000Z', success: 8, failure: 0, error: 4, critical: 0 },
    ]);
  });

  it.each([
    ['status=error', 17],
    ['actionType=login&status=success', 6],
    ['userId=u1', 17],
    ['resourceId=3', 7],
    ['search=order%203', 5],
    ['q=-status:error%20user:u1', 17],
  ])('should count by %s', async (filter, total) => {
    expect(await get(`/summary?${RANGE}&${filter}`)).toMatchObject({
      status: 200,
      body: { total, isEstimated: false },
    });
  });

  it('should put the same faults together', async () => {
    const { status, body } = await get(`/errors/groups?${RANGE}&sort=count`);
    expect([status, body]).toMatchObject([
      200,
      {
        data: [
          {
            errorType: 'TypeError',
            severity: 'ERROR',
            count: 9,
            firstSeen: '2026-10-30T22:30:00.000Z',
            lastSeen: '2026-11-01T22:30:00.000Z',
            users: 1,
            topUsers: [{ userId: 'u0', userLabel: 'user0@example.com', count: 9 }],
          },
          { errorType: 'RangeError', count: 8, lastSeen: '2026-11-01T19:30:00.000Z' },
        ],
        timeline: { every: 'P7D' },
        pagination: { limit: 20, page: 1, total: 2 },
        isEstimated: false,
        countedFrom: 'rollups',
      },
    ]);
    const [group] = body['data'] as [{ sample: { id: string; description: string }; counts: number[] }];
    const sample = await get(`/${group.sample.id}`);
    expect(sample.body).toMatchObject({ description: group.sample.description, timestamp: '2026-11-01T22:30:00.000Z' });
    expect(group.counts.reduce((sum, count) => sum + count, 0)).toBe(9);
    const second = await get(`/errors/groups?${RANGE}&sort=lastSeen&limit=1&page=2`);
    expect(second.body).toMatchObject({ data: [{ errorType: 'RangeError' }], pagination: { page: 2, total: 2 } });
  });

  it('should be about the tenants of its reader only', async () => {
    const tenant = { 'x-tenant': 'acme' };
    expect((await get(`/summary`, tenant)).body).toMatchObject({ total: 15, from: '2026-10-30T22:00:00.000Z' });
    expect((await get(`/summary?tenantId=umbrella`, tenant)).body).toMatchObject({ total: 0, from: null, to: null });
    expect((await get(`/summary?tenantId=umbrella&${RANGE}`, tenant)).body).toMatchObject({ total: 0 });
    const groups = await get(`/errors/groups`, tenant);
    expect(groups.body).toMatchObject({ data: [{ errorType: 'TypeError', count: 5 }], pagination: { total: 1 } });
    expect((await get(`/errors/groups`, { 'x-tenant': 'nobody' })).body).toMatchObject({ data: [] });
  });

  it.each([
    '/summary?status=odd',
    '/summary?from=yesterday',
    '/summary?from=2026-11-02&to=2026-11-01',
    '/summary?limit=5',
    '/summary?filter[$ne]=1',
    '/errors/groups?limit=0',
    '/errors/groups?limit=101',
    '/errors/groups?page=101',
    '/errors/groups?page=0',
    '/errors/groups?sort=random',
    '/errors/groups?cursor=abc',
  ])('should refuse %s', async (path) => {
    expect(await get(path)).toMatchObject({ status: 400, body: { code: 'AUDIT_QUERY_INVALID' } });
  });

  it('should be for those who may read, and leave an entry each time', async () => {
    for (const path of ['/summary', '/errors/groups']) {
      await reader.fresh();
      expect(await get(path, { 'x-allow': 'audit:export' })).toMatchObject({ status: 403 });
      expect(await reader.only()).toMatchObject({ actionType: 'read', status: 'failure', resourceType: 'audit_log' });
      expect(await get(path)).toMatchObject({ status: 200 });
      expect(await reader.only()).toMatchObject({
        category: 'administrative',
        actionType: 'read',
        status: 'success',
        resourceType: 'audit_log',
        description: expect.stringContaining(
          path === '/summary' ? 'the summary of' : 'the groups of errors',
        ) as unknown,
      });
    }
  });
});
