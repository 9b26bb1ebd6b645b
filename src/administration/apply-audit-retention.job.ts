import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditAction, AuditCategory, Audited, AuditRetention, AuditService } from '../audit/index.ts';
import { type Job, jobActor, JobHandler, jobMetadata } from '../jobs/job.ts';
import { JobQueue } from '../jobs/job-queue.service.ts';
import { SettingsService } from '../settings/settings.service.ts';
import { retentionPolicy } from './retention-settings.ts';

const NAME = 'apply-audit-retention';

/** Archives and removes what of the audit log nobody has to keep at hand any more, by the settings of retention. */
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
  override async run(job: Job): Promise<void> {
    const policy = await retentionPolicy(this.settings);
    this.audit.annotate({ metadata: { policy } });
    const { months, archive } = await this.audit.runAs(jobActor(job), () => this.retention.apply(policy));
    this.audit.annotate({ metadata: { months, archive } });
  }
}
