import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditAction, AuditCategory, Audited, AuditService } from '../audit/index.ts';
import { type Job, jobActor, JobHandler, jobMetadata } from '../jobs/job.ts';
import { JobQueue } from '../jobs/job-queue.service.ts';
import { SessionsRepository } from '../sessions/sessions.repository.ts';

const NAME = 'purge-ended-sessions';

/** How long it can still be seen that somebody was signed in. */
const KEPT_DAYS = 30;

/** Bounds how long one statement takes. */
const BATCH = 1_000;

/** Deletes sessions that were over 30 days ago. Each batch counts for itself, so a run that is cut short loses nothing. */
@Injectable()
export class PurgeEndedSessionsJob extends JobHandler implements OnModuleInit {
  readonly name = NAME;
  override readonly isNightly = true;

  constructor(
    private readonly queue: JobQueue,
    private readonly dataSource: DataSource,
    private readonly sessions: SessionsRepository,
    private readonly audit: AuditService,
  ) {
    super();
  }

  onModuleInit(): void {
    this.queue.register(this);
  }

  @Audited<PurgeEndedSessionsJob['run']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Run,
    resource: 'job',
    resourceId: () => NAME,
    object: () => `job ${NAME}`,
    actor: ({ args }) => jobActor(args?.[0]),
    metadata: ({ args }) => jobMetadata(args?.[0]),
  })
  override async run({ signal }: Job): Promise<void> {
    let removedSessions = 0;
    let removed: number;
    do {
      signal.throwIfAborted();
      removed = await this.sessions.deleteOver(this.dataSource.manager, { days: KEPT_DAYS, limit: BATCH });
      removedSessions += removed;
      this.audit.annotate({ metadata: { removedSessions } });
    } while (removed === BATCH);
  }
}
