import * as fc from 'fast-check';
import type { AuditLog } from '../../src/audit/index.ts';
import { EveryoneMayRead } from '../fixture/everyone-may-read.ts';
import { createShopApp, type ShopApp } from '../fixture/shop-app.ts';
import {
  SEARCHED_NETWORKS,
  EQUALITY_FILTERS,
  type FilterName,
  FILTERS,
  type Filters,
  modelOf,
} from '../support/log-model.ts';
import { logRow, storeRows } from '../support/log-rows.ts';

/** Each round has an hour of its own, so that none meets the entries of another. */
const HOUR_MS = 3_600_000;
const T0 = Date.UTC(2026, 0, 31, 12);
const RUNS = 4;

/** Few, so that entries collide; awkward, so that a query that is put together wrongly shows. */
const NAMES = ['a', 'A', "o'b", '100%', 'x\\y'];
const TEXTS = [
  ...NAMES,
  'a',
  'b',
  'A',
  'a b',
  "o'b",
  '100%',
  'x_y',
  '\\',
  '"',
  ',',
  'ü',
  '😀',
  'null',
  '[a]',
  '{}',
  '$1',
  '-- ;',
];
const ADDRESSES = ['10.0.0.1', '10.0.1.9', '192.168.0.1', '2001:db8::1', '2001:db8:0:1::7', '::1'];
const NETWORKS = [...ADDRESSES, '10.0.0.0/8', '10.0.0.0/24', '0.0.0.0/0', '::/0', '2001:db8::/32', '2001:db8::/64'];
const SEARCHES = [...TEXTS, 'did', 'DID a', 'Ü', '%', '_', ...Object.keys(SEARCHED_NETWORKS), 'nothing of it', ' '];
const STATUSES = ['success', 'failure', 'error'] as const;
const SEVERITIES = ['WARNING', 'ERROR', 'CRITICAL'] as const;

const text = fc.constantFrom(...NAMES);
const perhaps = fc.option(text, { nil: null });
const offset = fc.constantFrom(0, 0, 1, 1_000, 60_000, 60_001, HOUR_MS - 1);

const entry = fc.record({
  offset,
  category: text,
  actionType: text,
  description: fc.constantFrom(...TEXTS).map((what) => `Somebody did ${what}`),
  status: fc.constantFrom(...STATUSES),
  severity: fc.option(fc.constantFrom(...SEVERITIES), { nil: null }),
  userId: perhaps,
  tenantId: perhaps,
  ipAddress: fc.option(fc.constantFrom(...ADDRESSES), { nil: null }),
  resourceType: perhaps,
  resourceId: perhaps,
  errorType: perhaps,
  requestId: perhaps,
});

/** Of the filters that take not any text. */
const VALUES: Readonly<Partial<Record<FilterName, readonly string[]>>> = {
  ipAddress: NETWORKS,
  status: STATUSES,
  severity: SEVERITIES,
};

/** The values of a filter that may be given, by the beginning of the round's hour. */
function valuesOf(name: FilterName): fc.Arbitrary<(start: number) => readonly string[]> {
  if (name === 'from' || name === 'to') return offset.map((ms) => (start) => [new Date(start + ms).toISOString()]);
  if (name === 'search') return fc.constantFrom(...SEARCHES).map((value) => () => [value]);
  const values = VALUES[name] ?? [...NAMES, 'nobody'];
  return fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 4 }).map((several) => () => several);
}

function roundOf(names: readonly FilterName[]) {
  return fc.record({
    entries: fc.array(entry, { maxLength: 30 }),
    values: fc.tuple(...names.map(valuesOf)),
    limit: fc.integer({ min: 1, max: 12 }),
  });
}

const alone = FILTERS.map((name): readonly FilterName[] => [name]);
const pairs = FILTERS.flatMap((one, index) =>
  FILTERS.slice(index + 1).map((other): readonly FilterName[] => [one, other]),
);
const idsOf = (entries: readonly { readonly id: string }[]): string[] => entries.map(({ id }) => id);

interface Page {
  readonly data: readonly { readonly id: string }[];
  readonly pagination: {
    readonly total: number;
    readonly totalIsExact: boolean;
    readonly nextCursor: string | null;
    readonly previousCursor: string | null;
  };
}

describe('the filters of GET /audit-logs', () => {
  let shop: ShopApp;
  let round = 0;

  beforeAll(async () => {
    // what the readings leave themselves lies behind all rounds
    shop = await createShopApp('fastify', { access: EveryoneMayRead, clock: () => new Date('2027-06-01') });
  });
  afterAll(() => shop.close());

  async function page(query: URLSearchParams, more: Readonly<Record<string, string>>): Promise<Page> {
    const all = new URLSearchParams([...query, ...Object.entries(more)]);
    const answer = await fetch(`${shop.url}/audit-logs?${all.toString()}`);
    if (answer.status !== 200) throw new Error(`${all.toString()}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Page;
  }

  /** All ids by cursor from the first page to the last, and from there back. */
  async function walk(query: URLSearchParams, limit: number): Promise<readonly [string[], string[]]> {
    let { data, pagination } = await page(query, { limit: String(limit) });
    const forward = idsOf(data);
    while (pagination.nextCursor !== null) {
      ({ data, pagination } = await page(query, { limit: String(limit), cursor: pagination.nextCursor }));
      forward.push(...idsOf(data));
    }
    const back = idsOf(data);
    while (pagination.previousCursor !== null) {
      ({ data, pagination } = await page(query, { limit: String(limit), cursor: pagination.previousCursor }));
      back.unshift(...idsOf(data));
    }
    return [forward, back];
  }

  it.each([...alone, ...pairs].map((names) => [names.join(' and '), names] as const))(
    'should find by %s what a plain comparison finds, on pages that cover it once',
    async (_title, names) => {
      await fc.assert(
        fc.asyncProperty(roundOf(names), async ({ entries, values, limit }) => {
          round += 1;
          const start = T0 + round * HOUR_MS;
          const rows = entries.map(({ offset: ms, ...fields }): AuditLog =>
            logRow({ ...fields, timestamp: new Date(start + ms) }),
          );
          await storeRows(shop.app, rows);
          const given: Filters = {
            from: [new Date(start).toISOString()],
            to: [new Date(start + HOUR_MS).toISOString()],
            ...Object.fromEntries(names.map((name, index) => [name, values[index]!(start)])),
          };
          if (given.from![0]! > given.to![0]!) return; // that is refused
          const query = new URLSearchParams(
            Object.entries(given).flatMap(([name, each]) => each.map((value) => [name, value] as [string, string])),
          );
          const expected = idsOf(modelOf(rows, given));
          const { data, pagination } = await page(query, { limit: '200' });
          expect([idsOf(data), pagination.total, pagination.totalIsExact]).toEqual([expected, expected.length, true]);
          expect(await walk(query, limit)).toEqual([expected, expected]);
        }),
        { numRuns: RUNS },
      );
    },
  );

  it('should find by every filter at once what a plain comparison finds', async () => {
    const start = T0 - HOUR_MS;
    const fields = {
      timestamp: new Date(start),
      ...Object.fromEntries(EQUALITY_FILTERS.map((name) => [name, 'a'])),
      status: 'error',
      severity: 'ERROR',
      ipAddress: '10.0.0.1',
      description: 'all of it',
    } as const;
    const full = logRow(fields);
    const others: readonly Partial<AuditLog>[] = [
      ...EQUALITY_FILTERS.filter((name) => !['status', 'severity'].includes(name)).map((name) => ({ [name]: 'b' })),
      { status: 'failure' },
      { severity: null },
      { ipAddress: null },
      { description: 'none of that' },
      { timestamp: new Date(start + 1) },
      { timestamp: new Date(start - 1) },
    ];
    const rows = [full, ...others.map((other) => logRow({ ...fields, ...other }))];
    await storeRows(shop.app, rows);
    const filters: Filters = {
      ...Object.fromEntries(EQUALITY_FILTERS.map((name) => [name, ['a']])),
      status: ['error'],
      severity: ['ERROR'],
      ipAddress: ['10.0.0.0/8'],
      search: ['ALL of'],
      from: [new Date(start).toISOString()],
      to: [new Date(start + 1).toISOString()],
    };
    const query = new URLSearchParams(
      Object.entries(filters).map(([name, [value]]): [string, string] => [name, value!]),
    );
    expect(idsOf(modelOf(rows, filters))).toEqual([full.id]);
    expect(idsOf((await page(query, {})).data)).toEqual([full.id]);
  });
});
