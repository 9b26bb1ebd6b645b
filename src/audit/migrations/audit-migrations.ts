import { CreateAuditArchive1764400400000 } from './create-audit-archive.migration.ts';
import { CreateAuditDelivery1764300000000 } from './create-audit-delivery.migration.ts';
import { CreateAuditLogs1763900000000 } from './create-audit-logs.migration.ts';

/** The library's migrations in their order; a host adds them to the `migrations` of its DataSource. */
export const auditMigrations = [
  CreateAuditLogs1763900000000,
  CreateAuditDelivery1764300000000,
  CreateAuditArchive1764400400000,
] as const;
