import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditAction, AuditCategory, Audited, AuditRetention, AuditService } from '../audit/index.ts';
import { type Job, jobActor, JobHandler, jobMetadata } from '../jobs/job.ts';
import { JobQueue } from '../jobs/job-queue.service.ts';
import { SettingsService } from '../settings/settings.service.ts';

const NAME = 'apply-audit-retention';

/** Removes the months of the audit log that nobody has to keep any more, by the setting `audit.retention_days`. */
@Injectable()
export class ApplyAuditRetentionJob extends JobHandler implements OnModuleInit {
  readonly name = NAME;
  override readonly isNightly = true;

  constructor(
    private readonly queue: JobQueue,
    private readonly retention: AuditRetention,
    private readonly settings: SettingsService,
    private readonly audit: AuditService,
  ) {
    super();
  }

  onModuleInit(): void {
    this.queue.register(this);
  }

  @Audited<ApplyAuditRetentionJob['run']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Run,
    delivery: 'critical',
    resource: 'job',
    resourceId: () => NAME,
    object: () => `job ${NAME}`,
    actor: ({ args }) => jobActor(args?.[0]),
    metadata: ({ args }) => jobMetadata(args?.[0]),
  })
  override async run(_job: Job): Promise<void> {
    const retentionDays = await this.settings.get('audit.retention_days');
    this.audit.annotate({ metadata: { retentionDays } });
    const removedMonths = await this.retention.removeOlderThan(retentionDays);
    this.audit.annotate({ metadata: { removedMonths } });
  }
}
