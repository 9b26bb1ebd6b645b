import type { AuditLog } from '../../src/audit/index.ts';
import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { logRow, newestFirst, storeRows } from '../support/log-rows.ts';

const READER = { 'x-user': 'auditor', 'x-allow': 'audit:read' };
const T0 = Date.UTC(2026, 0, 31, 23, 50);
const minute = (number: number): Date => new Date(T0 + number * 60_000);

/** Ids that an address has to encode, and some that look like a part of one. */
const AWKWARD_IDS = [
  'a/b',
  'a b',
  '100%',
  '%2F',
  'ключ',
  '😀',
  '"q"',
  'a?b=c&d#e',
  '../etc',
  '..\\..',
  "'; --",
  'state',
  '+',
];

interface Group {
  readonly data: readonly { readonly id: string }[];
  readonly hasMore: boolean;
  readonly isComplete: boolean;
  readonly query: Record<string, string> | null;
}
type Related = Record<'request' | 'trace' | 'session' | 'actor' | 'resource', Group | null>;

interface State {
  readonly existence: string;
  readonly hasCreation: boolean;
  readonly isComplete: boolean;
  readonly fields: readonly { field: string; value: unknown; basis: string; entryId: string }[];
}

const idsOf = (entries: readonly { readonly id: string }[]): string[] => entries.map(({ id }) => id);

describe.each(PLATFORMS)('the history of a thing on %s', (platform) => {
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

  describe('GET /audit-logs/resources/{type}/{id}', () => {
    it('should give all entries of one thing by cursor, with their changes, and no others', async () => {
      const rows = Array.from({ length: 25 }, (_, number) =>
        logRow({
          timestamp: minute(Math.floor(number / 2)), // across a month, two at each moment
          resourceType: 'order',
          resourceId: 'paged',
          metadata: { changes: { count: { from: number, to: number + 1 } } },
        }),
      );
      const others = [
        logRow({ timestamp: minute(1), resourceType: 'order', resourceId: 'other' }),
        logRow({ timestamp: minute(1), resourceType: 'item', resourceId: 'paged' }),
        logRow({ timestamp: minute(1), resourceType: 'order' }),
      ];
      await storeRows(shop.app, [...rows, ...others]);
      const found: AuditLog[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const query = cursor === '' ? '' : `&cursor=${cursor}`;
        const { data, pagination }: Page = await json(`/resources/order/paged?limit=10${query}`);
        expect(pagination.total).toBe(25);
        found.push(...data);
        cursor = pagination.nextCursor;
      }
      expect(idsOf(found)).toEqual(idsOf(newestFirst(rows)));
      expect(found.map(({ metadata }) => metadata)).toEqual(newestFirst(rows).map(({ metadata }) => metadata));
    });

    it.each(AWKWARD_IDS)('should take the id %j', async (resourceId) => {
      const row = logRow({
        timestamp: minute(3),
        actionType: 'create',
        resourceType: 'a thing/of ours',
        resourceId,
        metadata: { changes: { name: { from: null, to: resourceId } } },
      });
      await storeRows(shop.app, [row]);
      const path = `/resources/${encodeURIComponent('a thing/of ours')}/${encodeURIComponent(resourceId)}`;
      expect(idsOf((await json<Page>(path)).data)).toEqual([row.id]);
      expect((await json<State>(`${path}/state`)).fields).toMatchObject([{ field: 'name', value: resourceId }]);
    });

    it('should take the filters of the list, and tell the next page in a header', async () => {
      const rows = ['u1', 'u2', 'u1'].map((userId, number) =>
        logRow({ timestamp: minute(number), resourceType: 'order', resourceId: 'filtered', userId }),
      );
      await storeRows(shop.app, rows);
      const path = '/resources/order/filtered?userId=u1&limit=1';
      const answer = await get(path);
      expect(((await answer.json()) as Page).data.map(({ id }) => id)).toEqual([rows[2]!.id]);
      const [, next] = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '') ?? [];
      const target = new URL(next!, `${shop.url}/audit-logs${path}`);
      const { data } = (await (await fetch(target, { headers: READER })).json()) as Page;
      expect(idsOf(data)).toEqual([rows[0]!.id]);
    });

    it('should refuse the cursor of another thing, and of the list', async () => {
      const rows = [0, 1].flatMap((number) =>
        ['one', 'two'].map((resourceId) => logRow({ timestamp: minute(number), resourceType: 'pair', resourceId })),
      );
      await storeRows(shop.app, rows);
      const ofOne = (await json<Page>('/resources/pair/one?limit=1')).pagination.nextCursor;
      const ofList = (await json<Page>('?resourceType=pair&resourceId=two&limit=1')).pagination.nextCursor;
      for (const cursor of [ofOne, ofList]) {
        expect(cursor).not.toBeNull();
        const answer = await get(`/resources/pair/two?cursor=${cursor}`);
        expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'AUDIT_CURSOR_INVALID' }]);
      }
    });

    it('should give an empty page for what the log does not know', async () => {
      expect(await json<Page>('/resources/order/nothing')).toMatchObject({ data: [], pagination: { total: 0 } });
    });

    it.each([
      ['/resources/order/1?resourceId=2', 'resourceId'],
      ['/resources/order/1?resourceType=2', 'resourceType'],
      ['/resources/order/%00', 'id'],
      ['/resources/%00/1/state', 'type'],
      ['/resources/order/1/state?at=yesterday', 'at'],
      ['/resources/order/1/state?at=2026-01-01&at=2026-01-02', 'at'],
      ['/resources/order/1/state?on=2026-01-01', 'on'],
      ['/resources/order/1?page=2&cursor=x', 'page'],
      ['/resources/order/1?page=10000', 'page'],
      ['/not-an-id/related', 'id'],
    ])('should refuse %s naming the field', async (path, field) => {
      const answer = await get(path);
      expect([answer.status, await answer.json()]).toMatchObject([
        400,
        { code: 'AUDIT_QUERY_INVALID', errors: [{ field, reason: expect.any(String) as string }] },
      ]);
    });
  });

  describe('GET /audit-logs/resources/{type}/{id}/state', () => {
    const created = { name: { from: null, to: 'a' }, size: { from: null, to: 1 } };

    it('should tell what it was at any time', async () => {
      const thing = { resourceType: 'order', resourceId: 'lived' };
      const rows = [
        logRow({ ...thing, timestamp: minute(1), actionType: 'create', metadata: { changes: created } }),
        logRow({ ...thing, timestamp: minute(2), actionType: 'read' }),
        logRow({
          ...thing,
          timestamp: minute(15),
          status: 'failure',
          severity: 'WARNING',
          metadata: { attemptedChanges: { name: { from: 'a', to: 'refused' } } },
        }),
        logRow({ ...thing, timestamp: minute(16), metadata: { changes: { name: { from: 'a', to: 'b' } } } }),
        logRow({
          ...thing,
          timestamp: minute(18),
          actionType: 'delete',
          metadata: { changes: { name: { from: 'b', to: null }, size: { from: 1, to: null } } },
        }),
      ];
      await storeRows(shop.app, rows);
      const stateAt = async (number: number): Promise<unknown> => {
        const at = minute(number).toISOString();
        const { existence, fields, isComplete } = await json<State>(`/resources/order/lived/state?at=${at}`);
        return [existence, Object.fromEntries(fields.map(({ field, value }) => [field, value])), isComplete];
      };
      expect(await stateAt(0)).toEqual(['absent', {}, true]);
      expect(await stateAt(1)).toEqual(['exists', { name: 'a', size: 1 }, true]);
      expect(await stateAt(15)).toEqual(['exists', { name: 'a', size: 1 }, true]);
      expect(await stateAt(16)).toEqual(['exists', { name: 'b', size: 1 }, true]);
      expect(await stateAt(18)).toEqual(['deleted', { name: null, size: null }, true]);
      const now = await json<State>('/resources/order/lived/state');
      expect(now).toMatchObject({ at: minute(10_000).toISOString(), existence: 'deleted', hasCreation: true });
      expect(now.fields[0]).toMatchObject({ field: 'name', basis: 'to', entryId: rows[4]!.id, unknown: null });
    });

    it('should read on when there are more changes than it reads at once, on both sides', async () => {
      const thing = { resourceType: 'order', resourceId: 'busy' };
      const counting = Array.from({ length: 700 }, (_, number) =>
        logRow({
          ...thing,
          timestamp: minute(number / 100),
          metadata: { changes: { count: { from: number, to: number + 1 } } },
        }),
      );
      const changed = logRow({
        ...thing,
        timestamp: minute(-1),
        metadata: { changes: { name: { from: 'a', to: 'b' } } },
      });
      const last = logRow({ ...thing, timestamp: minute(8), metadata: { changes: { size: { from: 1, to: 2 } } } });
      await storeRows(shop.app, [...counting, changed, last]);
      const at = minute(3.5).toISOString();
      const { fields, ...state } = await json<State>(`/resources/order/busy/state?at=${at}`);
      expect(state).toMatchObject({ existence: 'exists', hasCreation: false, isComplete: true });
      expect(fields.map(({ field, value, basis }) => [field, value, basis])).toEqual([
        ['count', 351, 'to'],
        ['name', 'b', 'to'],
        ['size', 1, 'from'],
      ]);
    });

    it('should say that it has not read all of what was changed too often, and be right all the same', async () => {
      const thing = { resourceType: 'order', resourceId: 'restless' };
      const rows = Array.from({ length: 10_001 }, (_, number) =>
        logRow({
          ...thing,
          timestamp: minute(number / 10_000),
          metadata: { changes: { [number === 0 ? 'name' : 'count']: { from: number, to: number + 1 } } },
        }),
      );
      await storeRows(shop.app, rows);
      const { fields, isComplete } = await json<State>('/resources/order/restless/state');
      expect([isComplete, fields]).toMatchObject([false, [{ field: 'count', value: 10_001, basis: 'to' }]]);
    });
  });

  describe('GET /audit-logs/{id}/related', () => {
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

  it('should leave an entry of each reading', async () => {
    await json('/resources/order/looked-at');
    await shop.audit.flush();
    const { data } = await json<Page>('?resourceType=audit_log&search=the%20history%20of%20order%20looked-at');
    expect(data[0]).toMatchObject({ actionType: 'read', userId: 'auditor', resourceType: 'audit_log' });
  });

  it.each(['/resources/order/1', '/resources/order/1/state', '/019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11/related'])(
    'should answer %s with 403 when the host does not allow it',
    async (path) => {
      expect((await get(path, { 'x-allow': 'audit:export' })).status).toBe(403);
    },
  );
});
