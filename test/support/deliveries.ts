import { cpSync, lstatSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { resolveSettings } from '../../src/audit/audit.settings.ts';
import { Delivery } from '../../src/audit/delivery/delivery.ts';
import type { JournalFiles } from '../../src/audit/delivery/journal/journal-files.ts';
import { AuditStore } from '../../src/audit/delivery/writer/audit-store.ts';
import { NOWHERE, RecordFactory } from '../../src/audit/entry/audit-record.ts';
import type { AuditDelivery, AuditEntry, AuditModuleOptions, JournalOptions } from '../../src/audit/index.ts';
import { JOB_ENTRY } from '../fixture/job-app.ts';

export interface TestDeliveryOptions extends Omit<AuditModuleOptions, 'journal'> {
  readonly journal: JournalOptions;
  readonly files?: JournalFiles;
  /** The name it writes under. */
  readonly writer?: string;
}

/** The delivery of one process, without the rest of it. */
export class TestDelivery {
  readonly delivery: Delivery;
  readonly store: AuditStore;
  readonly #host: DataSource;
  readonly #lineOf: (entry: AuditEntry) => string;

  private constructor(host: DataSource, { files, writer, ...options }: TestDeliveryOptions) {
    const settings = resolveSettings({ flushIntervalMs: 5, ...options });
    const records = new RecordFactory(settings.rules);
    this.#host = host;
    this.#lineOf = (entry) => JSON.stringify(records.toRecord(entry, NOWHERE, new Date()));
    this.store = new AuditStore(host);
    this.delivery = new Delivery({
      settings,
      store: this.store,
      lineOf: this.#lineOf,
      ...(files && { files }),
      ...(writer !== undefined && { writer }),
    });
  }

  static async start(databaseUrl: string, options: TestDeliveryOptions): Promise<TestDelivery> {
    const host = await new DataSource({ type: 'postgres', url: databaseUrl }).initialize();
    const made = new TestDelivery(host, options);
    await made.delivery.open();
    made.delivery.start();
    return made;
  }

  /** The line of an entry with that id. */
  line(resourceId: string, more: Partial<AuditEntry> = {}): string {
    return this.#lineOf({ ...JOB_ENTRY, resourceId, ...more });
  }

  /** @returns which of them were taken */
  record(resourceIds: readonly string[], rank: AuditDelivery = 'standard'): boolean[] {
    return resourceIds.map((id) => this.delivery.append(this.line(id), rank));
  }

  async end(): Promise<void> {
    await this.delivery.close();
    if (this.#host.isInitialized) await this.#host.destroy();
  }
}

/** `name-1`, `name-2`, and so on. */
export function idsOf(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
}

/** What the library has told the application's own log during the test. */
export function loggedWords(): readonly string[] {
  const words: string[] = [];
  beforeEach(() => {
    words.length = 0;
    for (const level of ['log', 'warn', 'error'] as const) {
      jest.spyOn(Logger.prototype, level).mockImplementation((...said: unknown[]) => void words.push(String(said[0])));
    }
  });
  afterEach(() => jest.restoreAllMocks());
  return words;
}

/** Makes of a directory of journals what it would be if its processes had died at this moment. */
export function copyOfTheDead(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (path) => !lstatSync(path).isSocket() });
  const longAgo = new Date(Date.now() - 3_600_000);
  for (const about of filesIn(to).filter((path) => path.endsWith('writer.json'))) utimesSync(about, longAgo, longAgo);
}

/** The paths of all files below a directory. */
export function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

/** The paths of all segments below a directory. */
export function segmentsIn(directory: string): string[] {
  return filesIn(directory).filter((path) => path.endsWith('.journal'));
}

/** Looks at the log, past the application. */
export class LogTable {
  readonly #dataSource: DataSource;

  private constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  static async open(databaseUrl: string): Promise<LogTable> {
    return new LogTable(await new DataSource({ type: 'postgres', url: databaseUrl }).initialize());
  }

  close(): Promise<void> {
    return this.#dataSource.destroy();
  }

  get dataSource(): DataSource {
    return this.#dataSource;
  }

  /** The ids of all entries of the job, sorted; one that is there twice stands there twice. */
  async ids(): Promise<string[]> {
    const rows = await this.#dataSource.query<{ id: string }[]>(
      `SELECT resource_id AS id FROM audit_logs WHERE category = 'job'`,
    );
    return rows.map(({ id }) => id).toSorted();
  }

  /** What the log tells of itself. */
  async told(action: 'audit_gap' | 'quarantine'): Promise<Record<string, unknown>[]> {
    const rows = await this.#dataSource.query<{ metadata: Record<string, unknown> }[]>(
      `SELECT metadata FROM audit_logs WHERE action_type = $1`,
      [action],
    );
    return rows.map(({ metadata }) => metadata);
  }

  /** As the restore of an older backup would: takes away what was stored last. @returns how many entries that were */
  async setBack(keepBatches: number): Promise<number> {
    await this.#dataSource.query('ALTER TABLE audit_logs DISABLE TRIGGER USER');
    const [, count] = await this.#dataSource.query<[unknown, number]>(
      `WITH kept AS (SELECT ctid FROM audit_log_batches ORDER BY committed_at, first_seq LIMIT ${keepBatches}),
         gone AS (DELETE FROM audit_log_batches WHERE ctid NOT IN (SELECT ctid FROM kept) RETURNING xmin)
       DELETE FROM audit_logs WHERE xmin::text IN (SELECT xmin::text FROM gone)`,
    );
    await this.#dataSource.query('ALTER TABLE audit_logs ENABLE ALWAYS TRIGGER audit_logs_append_only');
    return count;
  }

  /** Breaks the connections over which the log is written. */
  async breakConnections(): Promise<void> {
    await this.#dataSource.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'audit-writer' AND datname = current_database()`,
    );
  }
}
