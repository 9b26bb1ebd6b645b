import type { ClassMethod, Trigger } from '../audit/index.ts';
import { JobHandler } from '../jobs/job.ts';

/** The background jobs: the application's own way into itself. */
export function jobTrigger({ owner, key }: ClassMethod): Trigger | undefined {
  return key === 'run' && owner.prototype instanceof JobHandler ? { kind: 'job', name: owner.name } : undefined;
}
