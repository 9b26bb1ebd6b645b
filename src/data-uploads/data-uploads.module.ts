import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { DataUploadsController } from './data-uploads.controller.ts';
import { DataUploadsRepository } from './data-uploads.repository.ts';
import { DataUploadsService } from './data-uploads.service.ts';
import { FileImport } from './file-import.service.ts';
import { ImportJob } from './import.job.ts';
import { ImportsRepository } from './imports.repository.ts';
import { PurgeStrayUploadsJob } from './purge-stray-uploads.job.ts';
import { UploadFiles } from './upload-files.ts';
import { UploadReceiver } from './upload-receiver.service.ts';

/** Files of ledger and bank lines, and their import. */
@Module({
  imports: [JobsModule, SettingsModule],
  controllers: [DataUploadsController],
  providers: [
    DataUploadsService,
    DataUploadsRepository,
    UploadReceiver,
    UploadFiles,
    ImportsRepository,
    FileImport,
    ImportJob,
    PurgeStrayUploadsJob,
  ],
  exports: [DataUploadsRepository],
})
export class DataUploadsModule {}
