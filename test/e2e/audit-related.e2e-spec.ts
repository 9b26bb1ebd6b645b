import type { AuditLog } from '../../src/audit/index.ts';
import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { logRow, newestFirst, storeRows } from '../support/log-rows.ts';

const READER = { 'x-user': 'auditor', 'x-allow': 'audit:read' };
const T0 = Date.UTC(2026, 0, 31, 23, 50);
const minute = (number: number): Date => new Date(T0 + number * 60_000);

interface Group {
  readonly data: readonly { readonly id: string }[];
  readonly hasMore: boolean;
  readonly isComplete: boolean;
  readonly query: Record<string, string> | null;
}
type Related = Record<'request' | 'trace' | 'session' | 'actor' | 'resource', Group | null>;

const idsOf = (entries: readonly { readonly id: string }[]): string[] => entries.map(({ id }) => id);

describe.each(PLATFORMS)('GET /audit-logs/{id}/related on %s', (platform) => {
  let shop: ShopApp;

  beforeAll(async () => {
    shop = await createShopApp(platform, { clock: () => minute(10_000) });
  });
  afterAll(() => shop.close());

  function get(path: string, headers: Record<string, string> = READER): Promise<Response> {
    return fetch(`${shop.url}/audit-logs${path}`, { headers });
  }

  async function json<T>(path: string): Promise<T> {
    const answer = await get(path);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  interface Page {
    readonly data: AuditLog[];
    readonly pagination: { readonly total: number; readonly nextCursor: string | null };
  }

  const session = (name: string): AuditLog['metadata'] => ({ context: { session: name } });

  it('should tell what has something in common with an entry, each by itself', async () => {
    const base = { timestamp: minute(100), userId: 'r-user', requestId: 'r-req', traceId: 'r-trace' };
    const thing = { resourceType: 'order', resourceId: 'r-thing' };
    const entry = logRow({ ...base, ...thing, metadata: session('r-session') });
    const request = logRow({ timestamp: minute(500), requestId: 'r-req' });
    const trace = logRow({ timestamp: minute(104), traceId: 'r-trace' });
    const lateTrace = logRow({ timestamp: minute(106), traceId: 'r-trace' });
    const sameSession = logRow({ timestamp: minute(200), userId: 'r-user', metadata: session('r-session') });
    const otherSession = logRow({ timestamp: minute(201), userId: 'r-user', metadata: session('another') });
    const near = [95, 105].map((number) => logRow({ timestamp: minute(number), userId: 'r-user' }));
    const far = [94.99, 105.01].map((number) => logRow({ timestamp: minute(number), userId: 'r-user' }));
    const resource = logRow({ timestamp: minute(-500), ...thing });
    const same = logRow({ timestamp: minute(100), ...thing }); // the same moment
    const rows = [entry, request, trace, lateTrace, sameSession, otherSession, ...near, ...far, resource, same];
    await storeRows(shop.app, rows);
    const related = await json<Related>(`/${entry.id}/related`);
    const shown = Object.fromEntries(
      Object.entries(related).map(([name, group]) => [name, [idsOf(group!.data), group!.hasMore, group!.isComplete]]),
    );
    expect(shown).toEqual({
      request: [[request.id], false, true],
      trace: [[trace.id], false, true],
      session: [[sameSession.id], false, true],
      actor: [idsOf(near.toReversed()), false, true],
      resource: [[same.id, resource.id], false, true],
    });
    for (const name of ['request', 'actor', 'resource'] as const) {
      const { data } = await json<Page>(`?${new URLSearchParams(related[name]!.query!).toString()}`);
      const expected = [entry, ...rows.filter(({ id }) => idsOf(related[name]!.data).includes(id))];
      expect(idsOf(data)).toEqual(idsOf(newestFirst(expected)));
    }
    expect(related.trace!.query).toMatchObject({ q: 'trace:"r-trace"' });
  });

  it('should give the 20 that are nearest, and say that there are more', async () => {
    const rows = Array.from({ length: 61 }, (_, number) =>
      logRow({ timestamp: minute(number), resourceType: 'order', resourceId: 'crowded' }),
    );
    await storeRows(shop.app, rows);
    const { resource } = await json<Related>(`/${rows[30]!.id}/related`);
    const expected = [...rows.slice(20, 30), ...rows.slice(31, 41)].toReversed();
    expect([idsOf(resource!.data), resource!.hasMore]).toEqual([idsOf(expected), true]);
    const newest = await json<Related>(`/${rows[60]!.id}/related`);
    expect([idsOf(newest.resource!.data), newest.resource!.hasMore]).toEqual([
      idsOf(rows.slice(40, 60).toReversed()),
      true,
    ]);
  });

  it('should give nothing for what the entry does not have', async () => {
    const alone = logRow({ timestamp: minute(-900), resourceType: 'order' });
    await storeRows(shop.app, [alone]);
    expect(await json(`/${alone.id}/related`)).toEqual({
      request: null,
      trace: null,
      session: null,
      actor: null,
      resource: null,
    });
  });

  it('should answer 404 for an entry that is not there', async () => {
    const { id } = logRow({ timestamp: minute(1) });
    const answer = await get(`/${id}/related`);
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'AUDIT_ENTRY_NOT_FOUND' }]);
  });
});
