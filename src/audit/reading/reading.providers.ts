import type { Provider, Type } from '@nestjs/common';
import { AUDIT_SETTINGS, type AuditSettings } from '../audit.options.ts';
import { ArchivedMonthsController } from './archived/archived-months.controller.ts';
import { ArchivedMonthsService } from './archived/archived-months.service.ts';
import { AuditLogRepository } from './audit-log.repository.ts';
import { AuditLogsController } from './audit-logs.controller.ts';
import { AuditLogsService } from './audit-logs.service.ts';
import { CursorKey } from './cursor-key.ts';
import { LogDatabase } from './database/log-database.ts';
import { AuditExportController } from './export/audit-export.controller.ts';
import { AuditExportService } from './export/audit-export.service.ts';
import { ExportFiles } from './export/export-files.ts';
import { ExportJobsController } from './export/export-jobs.controller.ts';
import { ExportJobsService } from './export/export-jobs.service.ts';
import { ExportSlots } from './export/export-slots.ts';
import { ExportWorker } from './export/export-worker.ts';
import { ArrivalsRepository } from './live/arrivals.repository.ts';
import { LiveController } from './live/live.controller.ts';
import { LiveFeed } from './live/live-feed.ts';
import { LiveService } from './live/live.service.ts';
import { ReaderController } from './reader/reader.controller.ts';
import { ErrorGroupsService } from './summary/error-groups.service.ts';
import { SummaryController } from './summary/summary.controller.ts';
import { SummaryService } from './summary/summary.service.ts';
import { AuditFieldsController } from './fields/audit-fields.controller.ts';
import { AuditFieldsService } from './fields/audit-fields.service.ts';
import { FieldValuesRepository } from './fields/field-values.repository.ts';
import { AuditHistoryController } from './history/audit-history.controller.ts';
import { HistoryRepository } from './history/history.repository.ts';
import { RelatedEntriesService } from './history/related-entries.service.ts';
import { ResourceHistoryService } from './history/resource-history.service.ts';

/** Asks the log through {@link LogDatabase}. */
type Asking<T> = new (database: LogDatabase) => T;

function asking<T>(repository: Asking<T>): Provider {
  return {
    provide: repository,
    useFactory: (database: LogDatabase) => new repository(database),
    inject: [LogDatabase],
  };
}

/** What reads the log; it needs a {@link LogDatabase}, `ArchivedMonths`, what exports are kept in, and the settings. */
export const readingProviders: readonly Provider[] = [
  asking(AuditLogRepository),
  asking(CursorKey),
  asking(FieldValuesRepository),
  AuditLogsService,
  {
    provide: ExportSlots,
    useFactory: ({ exports }: AuditSettings) => new ExportSlots(exports),
    inject: [AUDIT_SETTINGS],
  },
  {
    provide: ExportFiles,
    useFactory: ({ exports }: AuditSettings) => new ExportFiles(exports.directory),
    inject: [AUDIT_SETTINGS],
  },
  AuditExportService,
  ArchivedMonthsService,
  ExportWorker,
  ExportJobsService,
  AuditFieldsService,
  SummaryService,
  ErrorGroupsService,
  asking(HistoryRepository),
  ResourceHistoryService,
  RelatedEntriesService,
  asking(ArrivalsRepository),
  LiveFeed,
  LiveService,
];

/** Where the log is read. The routes with an id come last: an Express application takes the first that fits. */
export const readingControllers: readonly Type[] = [
  AuditExportController,
  ExportJobsController,
  ArchivedMonthsController,
  AuditFieldsController,
  SummaryController,
  AuditHistoryController,
  LiveController,
  ReaderController,
  AuditLogsController,
];
