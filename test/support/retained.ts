import { DataSource } from 'typeorm';
import { AuditHolds, AuditRetention, type MonthArchive } from '../../src/audit/index.ts';
import type { RetentionStep } from '../../src/audit/lifecycle/retention/audit-retention.ts';

/** What retention did, as it tells the log. */
export interface RecordedStep extends RetentionStep {
  readonly result?: unknown;
  readonly error?: unknown;
}

/** Retention at a moment, with what it records. */
export function retentionOf(
  dataSource: DataSource,
  { archive, now }: { readonly archive: MonthArchive; readonly now: () => Date },
): { readonly retention: AuditRetention; readonly holds: AuditHolds; readonly recorded: RecordedStep[] } {
  const recorded: RecordedStep[] = [];
  const retention = new AuditRetention({
    dataSource,
    archive,
    clock: now,
    recording: async (step, work) => {
      try {
        const result = await work();
        recorded.push({ ...step, result });
        return result;
      } catch (error) {
        recorded.push({ ...step, error });
        throw error;
      }
    },
  });
  return { retention, holds: new AuditHolds(dataSource, now), recorded };
}
