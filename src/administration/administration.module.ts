import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.ts';
import { SessionsModule } from '../sessions/sessions.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { ApplyAuditRetentionJob } from './apply-audit-retention.job.ts';
import { MaintenanceController } from './maintenance.controller.ts';
import { MaintenanceService } from './maintenance.service.ts';
import { OverviewController } from './overview.controller.ts';
import { OverviewRepository } from './overview.repository.ts';
import { OverviewService } from './overview.service.ts';
import { PurgeEndedSessionsJob } from './purge-ended-sessions.job.ts';
import { UserAccessController } from './user-access.controller.ts';
import { UserAccessService } from './user-access.service.ts';
import { UserSessionsController } from './user-sessions.controller.ts';
import { UserSessionsService } from './user-sessions.service.ts';

/** What only administrators do: who may still come in, maintenance, and how it all is doing. */
@Module({
  imports: [JobsModule, SettingsModule, UsersModule, SessionsModule],
  controllers: [UserSessionsController, UserAccessController, MaintenanceController, OverviewController],
  providers: [
    UserSessionsService,
    UserAccessService,
    MaintenanceService,
    OverviewService,
    OverviewRepository,
    PurgeEndedSessionsJob,
    ApplyAuditRetentionJob,
  ],
})
export class AdministrationModule {}
