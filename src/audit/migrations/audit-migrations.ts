import { CreateAuditArchive1764400400000 } from './create-audit-archive.migration.ts';
import { CreateAuditDelivery1764300000000 } from './create-audit-delivery.migration.ts';
import { CreateAuditExports1764400200000 } from './create-audit-exports.migration.ts';
import { CreateAuditLogs1763900000000 } from './create-audit-logs.migration.ts';
import { CreateAuditRollups1764400100000 } from './create-audit-rollups.migration.ts';
import { CreateAuditRoles1764460000000 } from './create-audit-roles.migration.ts';
import { IndexAuditArrivals1764481000000 } from './index-audit-arrivals.migration.ts';
import { IndexAuditFailures1764400510000 } from './index-audit-failures.migration.ts';
import { IndexAuditText1764400500000 } from './index-audit-text.migration.ts';
import { IndexRecentAuditText1764510000000 } from './index-recent-audit-text.migration.ts';
import { KeepAuditLogsAppendOnly1764450000000 } from './keep-audit-logs-append-only.migration.ts';
import { ReadAuditLogs1764400000000 } from './read-audit-logs.migration.ts';
import { RecountAuditMonths1764520000000 } from './recount-audit-months.migration.ts';
import { RemoveAuditMonths1764470000000 } from './remove-audit-months.migration.ts';
import { RetainAuditLogs1764480000000 } from './retain-audit-logs.migration.ts';
import { type Migration, renewingRoles } from './renewing-roles.ts';
import { WidenAuditIndexes1764500000000 } from './widen-audit-indexes.migration.ts';

/** The library's migrations in their order; a host adds them to the `migrations` of its DataSource. */
export const auditMigrations: readonly Migration[] = [
  CreateAuditLogs1763900000000,
  CreateAuditDelivery1764300000000,
  ReadAuditLogs1764400000000,
  CreateAuditRollups1764400100000,
  CreateAuditExports1764400200000,
  CreateAuditArchive1764400400000,
  IndexAuditText1764400500000,
  IndexAuditFailures1764400510000,
  KeepAuditLogsAppendOnly1764450000000,
  RemoveAuditMonths1764470000000,
  RetainAuditLogs1764480000000,
  IndexAuditArrivals1764481000000,
  WidenAuditIndexes1764500000000,
  IndexRecentAuditText1764510000000,
  RecountAuditMonths1764520000000,
].map(renewingRoles);

/**
 * Roles of their own for the log, so that the application can't change it; a host that wants them adds these to its
 * `migrations` too. They need a role that may create roles. Later migrations of the library keep to them by themselves.
 */
export const auditRoleMigrations: readonly Migration[] = [CreateAuditRoles1764460000000];
