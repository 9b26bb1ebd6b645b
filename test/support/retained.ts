import { DataSource } from 'typeorm';
import { type AuditArchive, AuditHolds, AuditRetention, type MonthArchive } from '../../src/audit/index.ts';
import type { RetentionStep } from '../../src/audit/lifecycle/retention/audit-retention.ts';
import { archiveOf, type Row } from './archived.ts';
import { createTestDatabase } from './database.ts';

/** What retention did, as it tells the log. */
export interface RecordedStep extends RetentionStep {
  readonly result?: unknown;
  readonly error?: unknown;
}

/** A log of its own whose time can be set, with its archive, its holds and what removes from it. */
export class RetainedLog {
  now = new Date('2026-06-15T12:00:00Z');
  readonly recorded: RecordedStep[] = [];
  readonly archive: AuditArchive;
  readonly holds: AuditHolds;
  readonly retention: AuditRetention;
  readonly dataSource: DataSource;
  readonly #drop: () => Promise<void>;

  /** @param directory of its archive */
  static async make(directory: string): Promise<RetainedLog> {
    const database = await createTestDatabase();
    const dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    return new RetainedLog(directory, dataSource, () => database.drop());
  }

  private constructor(directory: string, dataSource: DataSource, drop: () => Promise<void>) {
    this.dataSource = dataSource;
    this.#drop = drop;
    this.archive = archiveOf(dataSource, { directory }).archive;
    this.holds = new AuditHolds(dataSource, () => this.now);
    this.retention = this.retentionWith(this.archive);
  }

  /** What removes from it, with another archive. */
  retentionWith(archive: MonthArchive): AuditRetention {
    return new AuditRetention({
      dataSource: this.dataSource,
      archive,
      clock: () => this.now,
      recording: async (step, work) => {
        try {
          const result = await work();
          this.recorded.push({ ...step, result });
          return result;
        } catch (error) {
          this.recorded.push({ ...step, error });
          throw error;
        }
      },
    });
  }

  /** Stores entries; each is known by its `description`. */
  async insert(...rows: readonly (Row & { readonly timestamp: string })[]): Promise<void> {
    for (const row of rows) {
      const values: Row = {
        category: 'request',
        action_type: 'run',
        description: 'one',
        status: 'success',
        actor_type: 'system',
        ...row,
      };
      const names = Object.keys(values);
      await this.dataSource.query('SELECT audit_logs_ensure_partition($1)', [row.timestamp]);
      await this.dataSource.query(
        `INSERT INTO audit_logs (id, ${names.map((name) => `"${name}"`).join(', ')})
         VALUES (gen_random_uuid(), ${names.map((_, at) => `$${at + 1}`).join(', ')})`,
        Object.values(values),
      );
    }
  }

  /** What is in the database, in the order of time. */
  async kept(): Promise<readonly string[]> {
    const rows = await this.dataSource.query<{ description: string }[]>(
      'SELECT description FROM audit_logs ORDER BY "timestamp", description',
    );
    return rows.map(({ description }) => description);
  }

  /** What is in the archive, by the alphabet. */
  async archived(): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const { description } of this.archive.read()) found.push(description);
    return found.toSorted();
  }

  async drop(): Promise<void> {
    await this.dataSource.destroy();
    await this.#drop();
  }
}
