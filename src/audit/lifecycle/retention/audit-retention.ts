import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { AuditError } from '../../audit.errors.ts';
import { type MonthArchive, monthLock, type MonthState, ReasonToStay } from '../month-archive.ts';
import { type MonthPlan, planArchive, planMonths, type RetentionPlan } from './retention-plan.ts';
import { checkPolicy, type RetentionPolicy } from './retention-policy.ts';

/** A removal waits this long for the queries that read the log; the next attempt may find a quieter moment. */
const LOCK_TIMEOUT = '5s';

/** How often a month is begun anew when entries have come into it, or a hold was placed. */
const ATTEMPTS = 3;

/** The room of removed entries is given back when they were at least this part of a month. */
const WORTH_COMPACTING = 0.2;

/** What PostgreSQL says, and what it means here. */
const CODES: Readonly<Record<string, 'changed' | 'busy' | 'denied'>> = {
  '55000': 'changed',
  '40P01': 'busy',
  '55P03': 'busy',
  '42501': 'denied',
};

/** Something that is done to the log, as its own log tells it. */
export interface RetentionStep {
  readonly resource: 'audit_log' | 'audit_archive';
  readonly resourceId: string;
  readonly object: string;
}

/** What {@link AuditRetention} works with. */
export interface AuditRetentionParts {
  /** Of a role that may call the functions whose names begin with `audit_maintain_`. */
  readonly dataSource: DataSource;
  readonly archive: MonthArchive;
  readonly clock: () => Date;
  /** Does it so that it leaves an entry whatever happens; that it is due is on the disk before it begins. */
  readonly recording: <T extends object>(step: RetentionStep, work: () => Promise<T>) => Promise<T>;
}

/** What was done so far. */
export interface RetentionProgress {
  readonly month: string;
  readonly step: 'archiving' | 'removed from the database' | 'removed from the archive';
  readonly entries: number;
}

/**
 * Removes what nobody has to keep any more. What leaves the database is in the archive before; what is held stays in both.
 * Nothing calls it by itself; it is for a maintenance job of the host.
 */
export class AuditRetention {
  readonly #logger = new Logger(AuditRetention.name);
  readonly #parts: AuditRetentionParts;

  /** @internal */
  constructor(parts: AuditRetentionParts) {
    this.#parts = parts;
  }

  /**
   * What the policy would do now; nothing is changed.
   * @throws {AuditError} AUDIT_RETENTION_INVALID
   */
  async plan(policy: RetentionPolicy): Promise<RetentionPlan> {
    checkPolicy(policy);
    const { dataSource, archive, clock } = this.#parts;
    const at = { policy, now: clock() };
    return telling(async () => ({ months: await planMonths(dataSource, at), archive: await planArchive(archive, at) }));
  }

  /**
   * Does it, month by month, oldest first. Each month is removed as a whole or not at all; what was done before a fault
   * stays done, and the next time goes on there.
   * @returns what was done, and what of the archive stays for a reason
   * @throws {AuditError} AUDIT_RETENTION_INVALID AUDIT_RETENTION_DENIED AUDIT_RETENTION_BUSY, and what archiving throws
   */
  async apply(policy: RetentionPolicy, onProgress?: (progress: RetentionProgress) => void): Promise<RetentionPlan> {
    checkPolicy(policy);
    const { dataSource, clock } = this.#parts;
    const months: MonthPlan[] = [];
    for (const { month } of await telling(() => planMonths(dataSource, { policy, now: clock() }))) {
      onProgress?.({ month, step: 'archiving', entries: 0 });
      const done = await this.#clear(month, policy);
      if (done === undefined) continue;
      months.push(done);
      onProgress?.({ month, step: 'removed from the database', entries: done.entries });
    }
    const archive = await telling(() => planArchive(this.#parts.archive, { policy, now: clock() }));
    const reasons = new Map<string, ReasonToStay | null>(); // a hold may have come since
    for (const { month, entries, bytes, reasonToKeep } of archive) {
      if (reasonToKeep !== null) continue;
      const step = {
        resource: 'audit_archive',
        resourceId: month,
        object: `the month ${month} in the archive`,
      } as const;
      const done = await this.#parts.recording(step, async () => {
        const reason = await this.#parts.archive.remove(month);
        return { entries, bytes, archiveDays: policy.archiveDays, reasonToKeep: reason };
      });
      reasons.set(month, done.reasonToKeep);
      if (done.reasonToKeep === null) onProgress?.({ month, step: 'removed from the archive', entries });
    }
    return {
      months,
      archive: archive.map((one) => ({ ...one, reasonToKeep: reasons.get(one.month) ?? one.reasonToKeep })),
    };
  }

  /** Undefined when there is nothing to do any more. */
  async #clear(month: string, policy: RetentionPolicy): Promise<MonthPlan | undefined> {
    const { dataSource, archive, clock, recording } = this.#parts;
    for (let attempt = 1; ; attempt += 1) {
      const [planned] = await planMonths(dataSource, { policy, now: clock(), only: month });
      if (planned === undefined) return undefined;
      const seen = await archive.archive(month);
      const plan = asSeen(planned, seen);
      const step = { resource: 'audit_log', resourceId: month, object: sentenceOf(plan) } as const;
      try {
        const done = await recording(step, async () => {
          return { ...plan, entries: await telling(() => this.#remove(plan, seen)) };
        });
        await this.#compact(done, seen);
        return done;
      } catch (error) {
        if (!isChanged(error) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** @returns how many entries are gone */
  #remove({ month, entries, kept, held, expired }: MonthPlan, seen: MonthState): Promise<number> {
    const { dataSource, archive } = this.#parts;
    const isWhole = kept + held === 0 && (expired.length === 0 || entries === seen.rows);
    // What came in while the locks were waited for has to be seen.
    return dataSource.transaction('READ COMMITTED', async (manager) => {
      await manager.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
      await manager.query('SET LOCAL statement_timeout = 0');
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [monthLock(month)]);
      const firstDay = `${month}-01`;
      if (isWhole) {
        const values = [firstDay, seen.rows, seen.lastRecordedAt];
        await manager.query('SELECT audit_maintain_remove_month($1::date, $2, $3)', values);
        await archive.seal(month, { rows: 0, lastRecordedAt: null }, manager);
        return seen.rows;
      }
      const classes = JSON.stringify(expired.map(({ category, severity }) => ({ category, severity })));
      const [thinned] = await manager.query<{ readonly removed: number; readonly last: Date | null }[]>(
        `SELECT removed::float8 AS removed, last_recorded_at AS last FROM audit_maintain_thin_month($1::date, $2, $3, $4)`,
        [firstDay, classes, seen.rows, seen.lastRecordedAt],
      );
      const removed = thinned?.removed ?? 0;
      await archive.seal(month, { rows: seen.rows - removed, lastRecordedAt: thinned?.last ?? null }, manager);
      return removed;
    });
  }

  /** What is only slower or larger without it is no reason to fail. */
  async #compact({ month, entries, kept, held }: MonthPlan, { rows }: MonthState): Promise<void> {
    if (kept + held === 0 || entries < rows * WORTH_COMPACTING) return;
    try {
      await this.#parts.dataSource.transaction(async (manager) => {
        await manager.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
        await manager.query('SET LOCAL statement_timeout = 0');
        await manager.query('SELECT audit_maintain_compact_month($1::date)', [`${month}-01`]);
      });
    } catch (error) {
      this.#logger.warn(`The room of what was removed from ${month} is not given back: ${String(error)}`);
    }
  }
}

/** Entries that the plan has not counted, as they came after it, stay: only what is expired goes. */
function asSeen(plan: MonthPlan, { rows }: MonthState): MonthPlan {
  if (plan.expired.length === 0) return plan;
  return { ...plan, kept: Math.max(plan.kept, rows - plan.entries - plan.held) };
}

function sentenceOf({ month, entries, kept, held }: MonthPlan): string {
  const what = `${entries} ${entries === 1 ? 'entry' : 'entries'} of the month ${month}`;
  return kept + held === 0 ? `the month ${month} of the audit log` : `${what} of the audit log`;
}

/** Says what PostgreSQL means. */
async function telling<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const meaning = CODES[codeOf(error)];
    if (meaning === undefined) throw error;
    throw new AuditError(meaning === 'denied' ? 'AUDIT_RETENTION_DENIED' : 'AUDIT_RETENTION_BUSY', { cause: error });
  }
}

function isChanged(error: unknown): boolean {
  return error instanceof AuditError && CODES[codeOf(error.cause)] === 'changed';
}

function codeOf(error: unknown): string {
  return (error as { readonly code?: string } | undefined)?.code ?? '';
}
