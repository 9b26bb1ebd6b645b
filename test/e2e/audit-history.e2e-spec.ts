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
        const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
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
