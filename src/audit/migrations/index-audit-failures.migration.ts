import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What went wrong is little, and asked for in combinations: failures of one category, critical faults of one type. Its
 * indexes hold what is combined behind the time and the id, where PostgreSQL compares it without looking up the row.
 */
const WIDE = {
  audit_logs_status_timestamp_idx: `(status, "timestamp", id, severity, category, action_type, resource_type, error_type)
    WHERE status <> 'success'`,
  audit_logs_each_severity_timestamp_idx: `(severity, "timestamp", id, status, category, action_type, resource_type, error_type)
    WHERE severity IS NOT NULL`,
  audit_logs_error_type_timestamp_idx: `(error_type, "timestamp", id, status, severity, category, action_type, resource_type)
    WHERE error_type IS NOT NULL`,
} as const;

/** What they take the place of. */
const NARROW = {
  audit_logs_status_timestamp_idx: `(status, "timestamp", id) WHERE status <> 'success'`,
  audit_logs_error_type_timestamp_idx: '(error_type, "timestamp", id) WHERE error_type IS NOT NULL',
} as const;

/** @see docs/adr/0014-text-search.md, where the indexes of the log are measured */
export class IndexAuditFailures1764400510000 implements MigrationInterface {
  readonly name = 'IndexAuditFailures1764400510000';

  async up(runner: QueryRunner): Promise<void> {
    await replace(runner, { from: NARROW, to: WIDE });
  }

  async down(runner: QueryRunner): Promise<void> {
    await replace(runner, { from: WIDE, to: NARROW });
  }
}

type Indexes = Readonly<Record<string, string>>;

async function replace(runner: QueryRunner, { from, to }: { readonly from: Indexes; readonly to: Indexes }) {
  for (const name of Object.keys(from)) await runner.query(`DROP INDEX ${name}`);
  for (const [name, definition] of Object.entries(to))
    await runner.query(`CREATE INDEX ${name} ON audit_logs ${definition}`);
}
