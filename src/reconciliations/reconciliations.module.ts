import { Module } from '@nestjs/common';
import { DataUploadsModule } from '../data-uploads/data-uploads.module.ts';
import { JobsModule } from '../jobs/jobs.module.ts';
import { ReconciliationJob } from './reconciliation.job.ts';
import { ReconciliationRunsRepository } from './reconciliation-runs.repository.ts';
import { ReconciliationsController } from './reconciliations.controller.ts';
import { ReconciliationsRepository } from './reconciliations.repository.ts';
import { ReconciliationsService } from './reconciliations.service.ts';

/** Comparing what the ledger says with what the bank says. */
@Module({
  imports: [JobsModule, DataUploadsModule],
  controllers: [ReconciliationsController],
  providers: [ReconciliationsService, ReconciliationsRepository, ReconciliationRunsRepository, ReconciliationJob],
})
export class ReconciliationsModule {}
