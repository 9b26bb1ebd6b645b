import type { QueueCounts } from '../jobs/job-store.ts';

const NO_JOBS: QueueCounts = { waiting: 0, running: 0, completed: 0, failed: 0 };

/** The counts of these queues in the order of their names; a queue that has no jobs counts 0. */
export function jobCountsOf(
  names: readonly string[],
  counts: Readonly<Record<string, QueueCounts>>,
): readonly (readonly [name: string, counts: QueueCounts])[] {
  return names.toSorted().map((name) => [name, { ...NO_JOBS, ...counts[name] }]);
}
