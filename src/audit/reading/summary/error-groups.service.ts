import { Inject, Injectable } from '@nestjs/common';
import { AUDIT_SETTINGS, type AuditSettings } from '../../audit.options.ts';
import { LogDatabase } from '../database/log-database.ts';
import type { Condition, Selection } from '../selection/condition.ts';
import { type Attempt, attemptsFor, firstInTime } from './attempts.ts';
import type { Source } from './counting.ts';
import {
  countFaultGroups,
  faultCounts,
  type FaultGroup,
  faultGroups,
  type Faults,
  faultSamples,
  faultUsers,
} from './error-group.repository.ts';
import type { ErrorGroupDto, ErrorGroupsDto, ErrorGroupsQueryDto, FaultsCountedFrom } from './error-groups.dto.ts';
import { type Ask, atOneMoment } from './log-snapshot.ts';
import { rangeOf } from './range-of.ts';
import { DAYS } from './rollups.ts';
import { timesOf } from './time-range.ts';
import { type Timeline, timelineOf } from './timeline.ts';

const MINUTE_MS = 60_000;
const MOST_STEPS = 30;
const TOP_USERS = 3;
/** What can't be told from the counts is counted from the log for so long; then only the newest are. */
const COUNTING_MS = 1_000;
const NEWEST = 50_000;
const SHORT = { beforeDaysMs: 2 * DAYS.unitMs } as const;

/** Which part of the faults. */
export type ErrorGroupsPage = Pick<ErrorGroupsQueryDto, 'sort' | 'limit' | 'page'>;

/** Puts the entries of the same fault together. */
@Injectable()
export class ErrorGroupsService {
  readonly #database: LogDatabase;
  readonly #timeoutMs: number;

  constructor(@Inject(LogDatabase) database: LogDatabase, @Inject(AUDIT_SETTINGS) { reading }: AuditSettings) {
    this.#database = database;
    this.#timeoutMs = reading.timeoutMs;
  }

  /** @throws {AuditError} AUDIT_QUERY_TOO_SLOW when even the newest take too long */
  async page(selection: Selection, page: ErrorGroupsPage): Promise<ErrorGroupsDto> {
    const times = timesOf(selection);
    const range = await atOneMoment(this.#database, this.#timeoutMs, (ask) => rangeOf(times, ask));
    if (range === undefined || range.from >= range.to) return nothingOn(page);
    return firstInTime(attemptsFor(times.rest, range, SHORT), (attempt, { isLast }) => {
      const timeoutMs = isLast ? this.#timeoutMs : Math.min(COUNTING_MS, this.#timeoutMs);
      const faults = { range, selection: times.rest, source: sourceOf(attempt) };
      return atOneMoment(this.#database, timeoutMs, (ask) => pageOf(faults, page, ask));
    });
  }
}

function sourceOf(attempt: Attempt): Source & { readonly from: FaultsCountedFrom } {
  return attempt.from === 'some' ? { from: 'newest', entries: NEWEST } : attempt;
}

async function pageOf(
  faults: Faults & { readonly source: { readonly from: FaultsCountedFrom } },
  page: ErrorGroupsPage,
  ask: Ask,
): Promise<ErrorGroupsDto> {
  const { range, source } = faults;
  const groups = await faultGroups(faults, page, ask);
  const total = groups[0]?.total ?? (page.page === 1 ? 0 : await countFaultGroups(faults, ask));
  const atLeastMs = source.from === 'rollups' ? DAYS.unitMs : MINUTE_MS;
  const timeline = timelineOf(range, { atLeastMs, most: MOST_STEPS });
  return {
    data: groups.length === 0 ? [] : await described(groups, { faults, timeline }, ask),
    timeline: { every: timeline.every, starts: [...timeline.starts] },
    pagination: { limit: page.limit, page: page.page, total },
    isEstimated: source.from === 'newest',
    countedFrom: source.from,
  };
}

/** The groups with all that is told about them; asked for these alone. */
async function described(
  groups: readonly FaultGroup[],
  { faults, timeline }: { readonly faults: Faults; readonly timeline: Timeline },
  ask: Ask,
): Promise<ErrorGroupDto[]> {
  const these: Condition = {
    kind: 'equals',
    field: 'errorFingerprint',
    values: groups.map(({ fingerprint }) => fingerprint),
  };
  const ofThese = { ...faults, selection: { conditions: [...faults.selection.conditions, these] } };
  const counts = await faultCounts(ofThese, timeline.starts, ask);
  const users = await faultUsers(ofThese, TOP_USERS, ask);
  const samples = await faultSamples(groups, faults, ask);
  return groups.flatMap(({ fingerprint, severity, count, firstSeen, lastSeen, users: affected }) => {
    const sample = samples.find((each) => each.fingerprint === fingerprint);
    if (sample === undefined) return []; // its month has just been removed
    const steps = timeline.starts.map(() => 0);
    for (const each of counts) if (each.fingerprint === fingerprint) steps[each.step - 1] = each.count;
    const topUsers = users
      .filter((each) => each.fingerprint === fingerprint)
      .map(({ userId, userLabel, count: times }) => ({ userId, userLabel, count: times }));
    return {
      fingerprint,
      errorType: sample.errorType,
      severity,
      count,
      firstSeen,
      lastSeen,
      users: affected,
      topUsers,
      sample: { id: sample.id, description: sample.description },
      counts: steps,
    };
  });
}

function nothingOn({ limit, page }: ErrorGroupsPage): ErrorGroupsDto {
  return {
    data: [],
    timeline: { every: 'PT1M', starts: [] },
    pagination: { limit, page, total: 0 },
    isEstimated: false,
    countedFrom: 'rollups',
  };
}
