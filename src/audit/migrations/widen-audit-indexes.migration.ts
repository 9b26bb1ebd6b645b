import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOfLog } from './schema-of-log.ts';

/**
 * Filters are combined, and their matches are counted to 10 000. What they are combined with stands behind the time and
 * the id, so that it is compared in the index: neither a page nor its count then looks up rows that do not match. All of
 * it together, with the longest texts that an entry has, is within what PostgreSQL lets an index hold of a row.
 */
const WIDE = {
  audit_logs_user_id_timestamp_idx:
    '(user_id, "timestamp", id, action_type, category, resource_type, status, ip_address)',
  audit_logs_action_type_timestamp_idx: '(action_type, "timestamp", id, category, resource_type, ip_address)',
  audit_logs_category_timestamp_idx: '(category, "timestamp", id, resource_type, ip_address)',
  audit_logs_resource_idx: '(resource_type, resource_id, "timestamp", id, action_type, category, status, ip_address)',
  audit_logs_status_timestamp_idx: `(status, "timestamp", id, severity, category, action_type, resource_type, error_type,
    user_id, ip_address) WHERE status <> 'success'`,
  audit_logs_each_severity_timestamp_idx: `(severity, "timestamp", id, status, category, action_type, resource_type,
    error_type, user_id, ip_address) WHERE severity IS NOT NULL`,
  audit_logs_error_type_timestamp_idx: `(error_type, "timestamp", id, status, severity, category, action_type,
    resource_type, user_id, ip_address) WHERE error_type IS NOT NULL`,
} as const;

/** What they take the place of. */
const NARROW: Readonly<Record<keyof typeof WIDE, string>> = {
  audit_logs_user_id_timestamp_idx: '(user_id, "timestamp", id)',
  audit_logs_action_type_timestamp_idx: '(action_type, "timestamp", id)',
  audit_logs_category_timestamp_idx: '(category, "timestamp", id)',
  audit_logs_resource_idx: '(resource_type, resource_id, "timestamp", id)',
  audit_logs_status_timestamp_idx: `(status, "timestamp", id, severity, category, action_type, resource_type, error_type)
    WHERE status <> 'success'`,
  audit_logs_each_severity_timestamp_idx: `(severity, "timestamp", id, status, category, action_type, resource_type, error_type)
    WHERE severity IS NOT NULL`,
  audit_logs_error_type_timestamp_idx: `(error_type, "timestamp", id, status, severity, category, action_type, resource_type)
    WHERE error_type IS NOT NULL`,
};

/** @see docs/adr/0014-text-search.md, where the indexes of the log are measured */
export class WidenAuditIndexes1764500000000 implements MigrationInterface {
  readonly name = 'WidenAuditIndexes1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    await replaceBy(runner, WIDE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await replaceBy(runner, NARROW);
  }
}

/** Those of the partitions come and go with them. */
async function replaceBy(runner: QueryRunner, indexes: Readonly<Record<string, string>>): Promise<void> {
  const schema = await schemaOfLog(runner);
  for (const [name, definition] of Object.entries(indexes)) {
    await runner.query(`DROP INDEX ${schema}.${name}`);
    await runner.query(`CREATE INDEX ${name} ON ${schema}.audit_logs ${definition}`);
  }
}
