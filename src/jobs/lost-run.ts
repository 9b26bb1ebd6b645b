import { type AuditEntry, auditOfMethod } from '../audit/index.ts';
import { type Job, jobActor, type JobHandler, jobMetadata } from './job.ts';

/**
 * The entry of a run whose process has died before it could tell of itself, under the name of the handler's own entries.
 * Undefined when the handler's `run` is not `@Audited`.
 */
export function lostRun(handler: JobHandler, job: Job, error: Error): AuditEntry | undefined {
  // oxlint-disable-next-line typescript/unbound-method -- only its metadata is read
  const audited = auditOfMethod(handler.run)?.audited;
  if (audited === undefined) return undefined;
  const { category, action, resource } = audited;
  const resourceId = audited.resourceId?.({ args: [job] as never, params: {} });
  return {
    category,
    action,
    ...(resource !== undefined && { resource }),
    ...(resourceId && { resourceId }),
    actor: jobActor(job),
    error,
    metadata: { ...jobMetadata(job) },
  };
}
