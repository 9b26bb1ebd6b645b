import { randomUUID } from 'node:crypto';
import { assert, asyncProperty, constantFrom, integer, option, record, subarray } from 'fast-check';
import { DataSource } from 'typeorm';
import type { AuditSettings } from '../../src/audit/audit.options.ts';
import { LogDatabase } from '../../src/audit/reading/database/log-database.ts';
import type { Condition, EqualityField, Selection } from '../../src/audit/reading/selection/condition.ts';
import { ErrorGroupsService } from '../../src/audit/reading/summary/error-groups.service.ts';
import { facetsOf } from '../../src/audit/reading/summary/summary.repository.ts';
import { SummaryService } from '../../src/audit/reading/summary/summary.service.ts';
import { atOneMoment } from '../../src/audit/reading/summary/log-snapshot.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { store } from '../support/rollups.ts';
import { until } from '../support/until.ts';

const HOUR = 3_600_000;
/** In the middle of an hour, two months before which entries begin. */
const NOW = Date.UTC(2026, 10, 23, 12, 34, 56, 789);
const LIMITS = { connections: 4, timeoutMs: 5_000 } as const;

type Entry = Readonly<Record<EqualityField | 'description', string | undefined>> & { readonly timestamp: Date };

/** Numbers without a pattern that are the same in each run. */
function* numbers(): Generator<number, never> {
  for (let state = 42; ; state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) yield state >> 8;
}

const random = numbers();
const below = (limit: number): number => random.next().value % limit;
const oneOf = <T>(values: readonly T[]): T => values[below(values.length)]!;

const STATUSES = ['success', 'success', 'failure', 'error'];
const TENANTS = [undefined, 'acme', 'umbrella'];

/** More in the last hours than before; some at the same millisecond. */
function entryOf(index: number): Entry {
  const back = index % 3 === 0 ? below(20 * HOUR) : below(60 * 24 * HOUR);
  const status = oneOf(STATUSES);
  const isFault = status === 'error' && below(4) > 0;
  const user = below(15);
  return {
    id: randomUUID(),
    timestamp: new Date(index % 10 === 0 ? NOW - Math.floor(back / HOUR) * HOUR : NOW - back),
    category: oneOf(['shop', 'request', 'authentication']),
    actionType: `action ${Math.min(below(14), below(14))}`,
    resourceType: oneOf([undefined, 'order', 'user']),
    resourceId: oneOf([undefined, '1', '2']),
    status,
    severity: isFault ? oneOf(['WARNING', 'ERROR', 'CRITICAL']) : undefined,
    errorType: isFault ? oneOf(['TypeError', 'RangeError']) : undefined,
    errorFingerprint: isFault ? `v2:${below(25)}` : undefined,
    actorType: user === 0 ? 'anonymous' : 'user',
    userId: user < 2 ? undefined : `u${user}`,
    userLabel: user === 0 ? undefined : `user ${user}`,
    tenantId: oneOf(TENANTS),
    requestId: `r${below(5)}`,
    traceId: undefined,
    description: oneOf(['has read 100% of it', 'has changed "it"']),
  };
}

function matches(entry: Entry, { conditions }: Selection): boolean {
  return conditions.every((condition) => isMet(entry, condition) !== (condition.isNegated === true));
}

function isMet(entry: Entry, condition: Condition): boolean {
  switch (condition.kind) {
    case 'equals':
      return condition.values.includes(entry[condition.field] ?? null);
    case 'time':
      return !(entry.timestamp < (condition.from ?? 0)) && !(entry.timestamp >= (condition.to ?? Infinity));
    case 'user':
      return condition.values.some((value) => value === entry.userId || value === entry.userLabel);
    case 'resource':
      return condition.resources.some(({ type, id = entry.resourceId }) => {
        return type === entry.resourceType && id === entry.resourceId;
      });
    case 'wrong':
      return entry.severity !== undefined;
    case 'text':
      return entry.description!.toLowerCase().includes(condition.text.toLowerCase());
    default:
      throw new Error(condition.kind);
  }
}

const equals = (field: EqualityField, values: readonly (string | null)[]): Condition => ({
  kind: 'equals',
  field,
  values,
});
const some = <T extends string | null>(field: EqualityField, values: readonly T[]) =>
  option(
    record({ values: subarray([...values], { minLength: 1 }), isNegated: constantFrom(true, false, false) }).map(
      ({ values: chosen, isNegated }): Condition => ({ ...equals(field, chosen), isNegated }),
    ),
    { nil: undefined, freq: 2 },
  );

const filters = record({
  time: option(
    record({ back: integer({ min: 0, max: 70 * 24 * HOUR }), length: integer({ min: 0, max: 70 * 24 * HOUR }) }).map(
      ({ back, length }): Condition => ({
        kind: 'time',
        from: new Date(NOW - back),
        ...(length % 3 > 0 && { to: new Date(NOW - back + Math.floor(length / (length % 5 === 0 ? 50 : 1))) }),
      }),
    ),
    { nil: undefined, freq: 6 },
  ),
  status: some('status', ['success', 'failure', 'error']),
  severity: some('severity', ['WARNING', 'CRITICAL', null]),
  category: some('category', ['shop', 'request']),
  resourceType: some('resourceType', ['order', null]),
  tenant: some('tenantId', ['acme', 'umbrella']),
  userId: some('userId', ['u3', 'u4', 'u5', null]),
  other: option(
    constantFrom<Condition>(
      { kind: 'wrong' },
      { kind: 'resource', resources: [{ type: 'order' }] },
      { kind: 'resource', resources: [{ type: 'order', id: '1' }, { type: 'user' }] },
      { kind: 'wrong', isNegated: true },
      { kind: 'user', values: ['u7', 'user 1'] },
      { kind: 'text', text: '100%' },
      { kind: 'text', text: '"IT"', isNegated: true },
      equals('requestId', ['r1', 'r2']),
      equals('errorType', ['TypeError']),
    ),
    { nil: undefined, freq: 1 },
  ),
}).map((given): Selection => ({ conditions: Object.values(given).filter((each) => each !== undefined) }));

/** How often each value occurs, without those that do not. */
const tally = (entries: readonly Entry[], key: (entry: Entry) => string | undefined): Record<string, number> =>
  entries.reduce<Record<string, number>>((counts, entry) => {
    const value = String(key(entry));
    return { ...counts, [value]: (counts[value] ?? 0) + 1 };
  }, {});

const asTally = (
  counts: readonly { readonly value: string | null; readonly count: number }[],
): Record<string, number> =>
  Object.fromEntries(
    counts.filter(({ count }) => count > 0).map(({ value, count }) => [String(value ?? undefined), count]),
  );

/** The ten highest numbers, and the sum of the others. */
function top(counts: Readonly<Record<string, number>>): readonly [readonly number[], number] {
  const sorted = Object.values(counts).toSorted((a, b) => b - a);
  return [sorted.slice(0, 10), sorted.slice(10).reduce((sum, count) => sum + count, 0)];
}

describe('counting', () => {
  const entries = Array.from({ length: 1_500 }, (_, index) => entryOf(index));
  let database: TestDatabase;
  let host: DataSource;
  let log: LogDatabase;
  let summaries: SummaryService;
  let groups: ErrorGroupsService;

  beforeAll(async () => {
    database = await createTestDatabase();
    host = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    for (const month of [8, 9, 10, 11]) {
      await host.query('SELECT audit_logs_ensure_partition($1)', [new Date(Date.UTC(2026, month, 1))]);
    }
    await store(host, entries.slice(0, 1_000));
    await host.query('SELECT audit_log_rollups_compact()');
    await store(host, entries.slice(1_000)); // what is not folded counts as well
    log = new LogDatabase(host, LIMITS);
    const settings = { reading: LIMITS } as unknown as AuditSettings;
    summaries = new SummaryService(log, settings);
    groups = new ErrorGroupsService(log, settings);
  });

  afterAll(async () => {
    await log.onApplicationShutdown();
    await host.destroy();
    await database.drop();
  });

  describe('a summary', () => {
    it('should be what a plain count is, whatever is asked for', async () => {
      const sources = new Set<string>();
      await assert(
        asyncProperty(filters, async (selection) => {
          const summary = await summaries.summary(selection);
          const found = entries.filter((entry) => matches(entry, selection));
          sources.add(summary.countedFrom);
          expect(summary.isEstimated).toBe(false);
          expect(summary.total).toBe(found.length);
          expect(asTally(summary.statuses)).toEqual(tally(found, ({ status }) => status));
          expect(asTally(summary.severities)).toEqual(tally(found, ({ severity }) => severity));
          expect(asTally(summary.categories)).toEqual(tally(found, ({ category }) => category));
          const actions = tally(found, ({ actionType }) => actionType);
          expect([summary.topActions.values.map(({ count }) => count), summary.topActions.other]).toEqual(top(actions));
          for (const { value, count } of summary.topActions.values) expect(actions[value!]).toBe(count);
          expect(asTally(summary.topResources.values)).toEqual(tally(found, ({ resourceType }) => resourceType));
          const actors = tally(found, ({ actorType, userLabel }) => `${actorType} ${userLabel}`);
          expect([summary.topActors.values.map(({ count }) => count), summary.topActors.other]).toEqual(top(actors));
          for (const { actorType, userLabel, count } of summary.topActors.values) {
            expect(actors[`${actorType} ${userLabel ?? undefined}`]).toBe(count);
          }
          const { buckets } = summary.timeline;
          expect(buckets.length).toBeLessThanOrEqual(120);
          buckets.forEach(({ start, ...counts }, place) => {
            const end = buckets[place + 1]?.start ?? new Date(8e15);
            const inside = found.filter(({ timestamp }) => timestamp >= start && timestamp < end);
            expect({ success: 0, failure: 0, error: 0, ...tally(inside, ({ status }) => status) }).toEqual(counts);
          });
          expect(buckets.reduce((sum, { success, failure, error }) => sum + success + failure + error, 0)).toBe(
            found.length,
          );
        }),
        { numRuns: 150 },
      );
      expect(sources).toEqual(new Set(['rollups', 'entries']));
    }, 60_000);

    it('should fill the steps in which there was nothing', async () => {
      const from = new Date(NOW - 40 * 24 * HOUR);
      const { timeline } = await summaries.summary({
        conditions: [{ kind: 'time', from, to: new Date(NOW) }, equals('category', ['none'])],
      });
      expect(timeline.every).toBe('PT12H');
      expect(timeline.buckets).toHaveLength(81);
      expect(new Set(timeline.buckets.map(({ success }) => success))).toEqual(new Set([0]));
    });

    it('should reach as far as there are entries that may match, and no further', async () => {
      const [first] = entries
        .filter(({ tenantId }) => tenantId === 'acme')
        .toSorted((a, b) => +a.timestamp - +b.timestamp);
      const { from } = await summaries.summary({ conditions: [equals('tenantId', ['acme'])] });
      expect(from).toEqual(new Date(Math.floor(+first!.timestamp / HOUR) * HOUR));
      expect(await summaries.summary({ conditions: [equals('tenantId', ['nobody'])] })).toMatchObject({
        ...{ from: null, to: null, total: 0, timeline: { buckets: [] } },
        statuses: ['success', 'failure', 'error'].map((value) => ({ value, count: 0 })),
      });
    });

    it('should be estimated from a sample when it would take too long, and say so', async () => {
      const selection: Selection = { conditions: [{ kind: 'text', text: '100%' }] };
      const found = entries.filter((entry) => matches(entry, selection));
      const { total, isEstimated, countedFrom } = await whileLocked(() => summaries.summary(selection));
      // so few entries are all of the sample
      expect({ total, isEstimated, countedFrom }).toEqual({
        total: found.length,
        isEstimated: true,
        countedFrom: 'sample',
      });
    });

    it('should be counted from hours when minutes would take too long', async () => {
      const range = { from: new Date(NOW - 5 * HOUR), to: new Date(NOW - 10) };
      const selection: Selection = { conditions: [{ kind: 'time', ...range }] };
      const quick = await summaries.summary(selection);
      expect([quick.countedFrom, quick.timeline.every]).toEqual(['entries', 'PT5M']);
      const slow = await whileLocked(() => summaries.summary(selection));
      expect([slow.countedFrom, slow.timeline.every, slow.total]).toEqual(['rollups', 'PT1H', quick.total]);
    });

    it('should look at so many percent of the pages', async () => {
      const range = { from: new Date(0), to: new Date(NOW + 1) };
      const sampled = (percent: number): Promise<number> =>
        atOneMoment(log, 5_000, async (ask) => {
          const source = { from: 'sample', percent } as const;
          const facets = await facetsOf({ range, selection: { conditions: [] }, source }, [range.from], ask);
          return facets.filter(({ facet }) => facet === 'category').reduce((sum, row) => sum + row.entries, 0);
        });
      expect(await sampled(100)).toBe(entries.length);
      const half = await sampled(50);
      expect(half).toBeGreaterThan(0);
      expect(half).toBeLessThan(entries.length);
    });
  });

  describe('groups of faults', () => {
    const PAGE = { sort: 'count', limit: 100, page: 1 } as const;
    const RANKS = ['WARNING', 'ERROR', 'CRITICAL'];

    it('should be what a plain count is, whatever is asked for', async () => {
      const sources = new Set<string>();
      await assert(
        asyncProperty(filters, async (selection) => {
          const page = await groups.page(selection, PAGE);
          sources.add(page.countedFrom);
          const faults = entries.filter((entry) => entry.errorFingerprint !== undefined && matches(entry, selection));
          const counts = tally(faults, ({ errorFingerprint }) => errorFingerprint);
          expect(page.isEstimated).toBe(false);
          expect(Object.fromEntries(page.data.map(({ fingerprint, count }) => [fingerprint, count]))).toEqual(counts);
          expect(page.data.map(({ count }) => count)).toEqual(Object.values(counts).toSorted((a, b) => b - a));
          expect(page.pagination.total).toBe(page.data.length);
          for (const group of page.data) {
            const own = faults.filter(({ errorFingerprint }) => errorFingerprint === group.fingerprint);
            const times = own.map(({ timestamp }) => +timestamp);
            expect([+group.firstSeen, +group.lastSeen]).toEqual([Math.min(...times), Math.max(...times)]);
            expect(group.severity).toBe(RANKS.findLast((rank) => own.some(({ severity }) => severity === rank)));
            const users = tally(
              own.filter(({ userLabel }) => userLabel !== undefined),
              ({ userLabel }) => userLabel,
            );
            expect(group.users).toBe(Object.keys(users).length);
            expect(group.topUsers.map(({ count }) => count)).toEqual(top(users)[0].slice(0, 3));
            for (const { userLabel, count } of group.topUsers) expect(users[userLabel!]).toBe(count);
            const last = own.filter(({ timestamp }) => +timestamp === Math.max(...times));
            expect(last.map(({ errorType }) => errorType)).toContain(group.errorType);
            expect(last.map(({ description }) => description)).toContain(group.sample.description);
            const { starts } = page.timeline;
            expect(group.counts).toEqual(
              starts.map((start, place) => {
                const end = starts[place + 1] ?? new Date(8e15);
                return own.filter(({ timestamp }) => timestamp >= start && timestamp < end).length;
              }),
            );
          }
        }),
        { numRuns: 100 },
      );
      expect(sources).toEqual(new Set(['rollups', 'entries']));
    }, 60_000);

    it('should come page by page, each once, in the order that is asked for', async () => {
      const all = await groups.page({ conditions: [] }, { sort: 'lastSeen', limit: 100, page: 1 });
      expect(all.data).toHaveLength(25);
      const times = all.data.map(({ lastSeen }) => +lastSeen);
      expect(times).toEqual(times.toSorted((a, b) => b - a));
      const pages = [1, 2, 3].map((page) => groups.page({ conditions: [] }, { sort: 'lastSeen', limit: 10, page }));
      const found = await Promise.all(pages);
      expect(found.flatMap(({ data }) => data)).toEqual(all.data);
      expect(found.map(({ pagination }) => pagination.total)).toEqual([25, 25, 25]);
      const beyond = await groups.page({ conditions: [] }, { sort: 'lastSeen', limit: 10, page: 4 });
      expect(beyond).toMatchObject({ data: [], pagination: { total: 25, page: 4 } });
    });

    it('should be those of the newest entries when all would take too long, and say so', async () => {
      const selection: Selection = { conditions: [{ kind: 'text', text: '100%' }] };
      const exact = await groups.page(selection, PAGE);
      const page = await whileLocked(() => groups.page(selection, PAGE));
      expect(page).toEqual({ ...exact, isEstimated: true, countedFrom: 'newest' }); // so few are all of the newest
    });
  });

  /** The log can't be read until the first attempt to count has been given up. */
  async function whileLocked<T>(work: () => Promise<T>): Promise<T> {
    const waiting = async (): Promise<readonly number[]> => {
      const rows = await host.query<{ pid: number }[]>(
        `SELECT pid FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'audit-reader' AND wait_event_type = 'Lock'`,
      );
      return rows.map(({ pid }) => pid);
    };
    const runner = host.createQueryRunner();
    await runner.startTransaction();
    await runner.query('LOCK TABLE audit_logs IN ACCESS EXCLUSIVE MODE');
    const result = work();
    let first: number | undefined;
    await until('another attempt', async () => {
      const [pid] = await waiting();
      first ??= pid;
      return pid !== undefined && pid !== first;
    });
    await runner.rollbackTransaction();
    await runner.release();
    return result;
  }
});
