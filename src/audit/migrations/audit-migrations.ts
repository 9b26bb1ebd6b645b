import { CreateAuditArchive1764400400000 } from './create-audit-archive.migration.ts';
import { CreateAuditDelivery1764300000000 } from './create-audit-delivery.migration.ts';
import { CreateAuditExports1764400200000 } from './create-audit-exports.migration.ts';
import { CreateAuditLogs1763900000000 } from './create-audit-logs.migration.ts';
import { CreateAuditRollups1764400100000 } from './create-audit-rollups.migration.ts';
import { ReadAuditLogs1764400000000 } from './read-audit-logs.migration.ts';

/** The library's migrations in their order; a host adds them to the `migrations` of its DataSource. */
export const auditMigrations = [
  CreateAuditLogs1763900000000,
  CreateAuditDelivery1764300000000,
  ReadAuditLogs1764400000000,
  CreateAuditRollups1764400100000,
  CreateAuditExports1764400200000,
  CreateAuditArchive1764400400000,
] as const;
