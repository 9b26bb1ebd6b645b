import { Inject, Injectable } from '@nestjs/common';
import { AUDIT_SETTINGS, type AuditSettings } from '../../audit.options.ts';
import { AUDIT_SEVERITIES, AUDIT_STATUSES } from '../../entry/catalogue.ts';
import { LogDatabase } from '../database/log-database.ts';
import type { Selection } from '../selection/condition.ts';
import { type Attempt, attemptsFor, firstInTime } from './attempts.ts';
import type { CountedFrom, Source } from './counting.ts';
import { type Ask, atOneMoment } from './log-snapshot.ts';
import { entriesIn, rangeOf } from './range-of.ts';
import { ACTORS, DAYS, isCoveredBy } from './rollups.ts';
import type { SummaryDto, TimelineDto, TopValuesDto, ValueCountDto } from './summary.dto.ts';
import { type ActorCount, type Facet, type FacetCount, facetsOf, topActors } from './summary.repository.ts';
import { type TimeRange, timesOf } from './time-range.ts';
import { type Timeline, timelineOf } from './timeline.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const MOST_BUCKETS = 120;
const TOP = 10;
/** What can't be told from the counts is counted from the log for so long; then a sample has to do. */
const COUNTING_MS = 1_000;
/** About so many entries are looked at for a sample. */
const SAMPLED = 50_000;
const SHORT = { beforeHoursMs: 12 * HOUR_MS, beforeDaysMs: 5 * DAYS.unitMs } as const;

/** Counts what is selected: exactly where that is possible in time. */
@Injectable()
export class SummaryService {
  readonly #database: LogDatabase;
  readonly #timeoutMs: number;

  constructor(@Inject(LogDatabase) database: LogDatabase, @Inject(AUDIT_SETTINGS) { reading }: AuditSettings) {
    this.#database = database;
    this.#timeoutMs = reading.timeoutMs;
  }

  /** @throws {AuditError} AUDIT_QUERY_TOO_SLOW when even a sample takes too long */
  async summary(selection: Selection): Promise<SummaryDto> {
    const times = timesOf(selection);
    const range = await atOneMoment(this.#database, this.#timeoutMs, (ask) => rangeOf(times, ask));
    if (range === undefined || range.from >= range.to) return nothingIn(times.from ?? null, times.to ?? null);
    return firstInTime(attemptsFor(times.rest, range, SHORT), (attempt, { isLast }) => {
      const timeoutMs = isLast ? this.#timeoutMs : Math.min(COUNTING_MS, this.#timeoutMs);
      return atOneMoment(this.#database, timeoutMs, (ask) => summaryOf(attempt, { range, selection: times.rest }, ask));
    });
  }
}

async function summaryOf(
  attempt: Attempt,
  asked: { readonly range: TimeRange; readonly selection: Selection },
  ask: Ask,
): Promise<SummaryDto> {
  const source = await sourceOf(attempt, asked.range, ask);
  const atLeastMs = source.from === 'rollups' ? source.rollups.unitMs : MINUTE_MS;
  const timeline = timelineOf(asked.range, { atLeastMs, most: MOST_BUCKETS });
  const facets = await facetsOf({ ...asked, source }, timeline.starts, ask);
  const rollups = isCoveredBy(ACTORS, asked.selection) ? ACTORS : DAYS;
  const ofActors: Source = source.from === 'rollups' ? { from: 'rollups', rollups } : source;
  const actors = await topActors({ ...asked, source: ofActors }, TOP, ask);
  const factor = source.from === 'sample' ? 100 / source.percent : 1;
  const scale = (counted: number): number => Math.round(counted * factor);
  const numbers = summarize(
    facets.map((row) => ({ ...row, entries: scale(row.entries), critical: scale(row.critical) })),
    actors.map((row) => ({ ...row, entries: scale(row.entries) })),
    timeline,
  );
  return { ...asked.range, isEstimated: source.from === 'sample', countedFrom: source.from, ...numbers };
}

async function sourceOf(
  attempt: Attempt,
  range: TimeRange,
  ask: Ask,
): Promise<Source & { readonly from: CountedFrom }> {
  if (attempt.from !== 'some') return attempt;
  const entries = await entriesIn(range, ask);
  return { from: 'sample', percent: Math.min(100, Math.max(0.001, (100 * SAMPLED) / Math.max(1, entries))) };
}

type Numbers = Omit<SummaryDto, 'from' | 'to' | 'isEstimated' | 'countedFrom'>;

function summarize(facets: readonly FacetCount[], actors: readonly ActorCount[], timeline: Timeline): Numbers {
  const of = (facet: Facet): ValueCountDto[] =>
    facets.filter((row) => row.facet === facet).map(({ value, entries }) => ({ value, count: entries }));
  const statuses = everyOf(AUDIT_STATUSES, of('status'));
  const total = sum(statuses);
  const top = actors.map(({ entries, ...actor }) => ({ ...actor, count: entries }));
  return {
    total,
    statuses,
    severities: everyOf([...AUDIT_SEVERITIES, null], of('severity')),
    categories: of('category'),
    topActions: topOf(of('action_type')),
    topResources: topOf(of('resource_type')),
    topActors: { values: top, other: Math.max(0, total - sum(top)) },
    timeline: bucketsOf(facets, timeline),
  };
}

function bucketsOf(facets: readonly FacetCount[], { every, starts }: Timeline): TimelineDto {
  const buckets = starts.map((start) => ({ start, success: 0, failure: 0, error: 0, critical: 0 }));
  for (const { facet, bucket, value, entries, critical } of facets) {
    const at = facet === 'at' ? buckets[(bucket ?? 0) - 1] : undefined;
    const status = AUDIT_STATUSES.find((each) => each === value);
    if (at === undefined || status === undefined) continue;
    at[status] = entries;
    at.critical += critical;
  }
  return { every, buckets };
}

/** Those that do not occur have none. */
function everyOf(values: readonly (string | null)[], counts: readonly ValueCountDto[]): ValueCountDto[] {
  return values.map((value) => ({ value, count: counts.find((each) => each.value === value)?.count ?? 0 }));
}

function topOf(counts: readonly ValueCountDto[]): TopValuesDto {
  return { values: counts.slice(0, TOP), other: sum(counts.slice(TOP)) };
}

function sum(counts: readonly { readonly count: number }[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}

function nothingIn(from: Date | null, to: Date | null): SummaryDto {
  const numbers = summarize([], [], { every: 'PT1M', starts: [] });
  return { from, to, isEstimated: false, countedFrom: 'rollups', ...numbers };
}
