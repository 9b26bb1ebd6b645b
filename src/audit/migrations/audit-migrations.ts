import { CreateAuditDelivery1764300000000 } from './create-audit-delivery.migration.ts';
import { CreateAuditLogs1763900000000 } from './create-audit-logs.migration.ts';
import { IndexAuditFailures1764400510000 } from './index-audit-failures.migration.ts';
import { IndexAuditText1764400500000 } from './index-audit-text.migration.ts';

/** The library's migrations in their order; a host adds them to the `migrations` of its DataSource. */
export const auditMigrations = [
  CreateAuditLogs1763900000000,
  CreateAuditDelivery1764300000000,
  IndexAuditText1764400500000,
  IndexAuditFailures1764400510000,
] as const;
