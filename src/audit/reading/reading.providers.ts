import type { Provider, Type } from '@nestjs/common';
import { AuditLogRepository } from './audit-log.repository.ts';
import { AuditLogsController } from './audit-logs.controller.ts';
import { AuditLogsService } from './audit-logs.service.ts';
import { CursorKey } from './cursor-key.ts';
import { LogDatabase } from './database/log-database.ts';
import { AuditExportController } from './export/audit-export.controller.ts';
import { AuditExportService } from './export/audit-export.service.ts';
import { AuditFieldsController } from './fields/audit-fields.controller.ts';
import { AuditFieldsService } from './fields/audit-fields.service.ts';
import { FieldValuesRepository } from './fields/field-values.repository.ts';

/** Asks the log through {@link LogDatabase}. */
type Asking<T> = new (database: LogDatabase) => T;

function asking<T>(repository: Asking<T>): Provider {
  return {
    provide: repository,
    useFactory: (database: LogDatabase) => new repository(database),
    inject: [LogDatabase],
  };
}

/** What reads the log; it needs a {@link LogDatabase} and the settings. */
export const readingProviders: readonly Provider[] = [
  asking(AuditLogRepository),
  asking(CursorKey),
  asking(FieldValuesRepository),
  AuditLogsService,
  AuditExportService,
  AuditFieldsService,
];

/** Where the log is read. The routes with an id come last: an Express application takes the first that fits. */
export const readingControllers: readonly Type[] = [AuditExportController, AuditFieldsController, AuditLogsController];
