import { assert, asyncProperty } from 'fast-check';
import { DataSource } from 'typeorm';
import type { AuditSettings } from '../../src/audit/audit.options.ts';
import { LogDatabase } from '../../src/audit/reading/database/log-database.ts';
import type { Selection } from '../../src/audit/reading/selection/condition.ts';
import { ErrorGroupsService } from '../../src/audit/reading/summary/error-groups.service.ts';
import { facetsOf } from '../../src/audit/reading/summary/summary.repository.ts';
import { SummaryService } from '../../src/audit/reading/summary/summary.service.ts';
import { atOneMoment } from '../../src/audit/reading/summary/log-snapshot.ts';
import { asTally, entryOf, equals, filters, HOUR, matches, NOW, tally, top } from '../support/counted-entries.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { store } from '../support/rollups.ts';
import { until } from '../support/until.ts';

const LIMITS = { connections: 4, timeoutMs: 5_000 } as const;

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
            const critical = inside.filter(({ severity }) => severity === 'CRITICAL').length;
            const statuses = tally(inside, ({ status }) => status);
            expect(counts).toEqual({ success: 0, failure: 0, error: 0, ...statuses, critical });
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
        from: null,
        to: null,
        total: 0,
        timeline: { buckets: [] },
        statuses: ['success', 'failure', 'error'].map((value) => ({ value, count: 0 })),
      });
    });

    it('should reach up to this hour when it is asked for since a moment, so that silence is seen', async () => {
      const conditions = [{ kind: 'time', from: new Date(NOW - 240 * HOUR) }, equals('category', ['shop'])] as const;
      const endOfHour = () => Math.floor(Math.max(NOW, Date.now()) / HOUR) * HOUR + HOUR;
      const before = endOfHour();
      const { to, timeline } = await summaries.summary({ conditions });
      expect([before, endOfHour()]).toContain(+to!);
      expect(+to! - +timeline.buckets.at(-1)!.start).toBeLessThanOrEqual(7 * 24 * HOUR);
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
      const { data, timeline, pagination } = exact; // so few are all of the newest
      expect(page).toEqual({ data, timeline, pagination, isEstimated: true, countedFrom: 'newest' });
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
