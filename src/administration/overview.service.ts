import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.ts';
import { JobQueue } from '../jobs/job-queue.service.ts';
import { applicationVersion } from './application-version.ts';
import type { AuditDeliveryDto, OverviewDto } from './dto/overview.dto.ts';
import { jobCountsOf } from './job-counts.ts';
import { OverviewRepository } from './overview.repository.ts';

/** How the application is doing, at a glance. */
@Injectable()
export class OverviewService {
  private readonly version = applicationVersion();
  private readonly startedAt = new Date();

  constructor(
    private readonly counts: OverviewRepository,
    private readonly queue: JobQueue,
    private readonly audit: AuditService,
  ) {}

  async read(): Promise<OverviewDto> {
    const [users, sessions, dataUploads, reconciliations, jobs, database] = await Promise.all([
      this.counts.users(),
      this.counts.sessions(),
      this.counts.dataUploads(),
      this.counts.reconciliations(),
      this.queue.counts(),
      this.counts.database(),
    ]);
    return {
      version: this.version,
      startedAt: this.startedAt,
      uptimeSeconds: Math.floor((Date.now() - this.startedAt.getTime()) / 1000),
      users,
      sessions,
      dataUploads,
      reconciliations,
      jobs: Object.fromEntries(jobCountsOf(this.queue.names, jobs)),
      audit: this.delivery(),
      database,
    };
  }

  private delivery(): AuditDeliveryDto {
    const { queued, journalled, shed, lost, quarantined, failures, oldestAgeMs } = this.audit.status();
    return { queued: queued + journalled, shed: shed + lost, quarantined, failures, oldestAgeMs };
  }
}
