import { Injectable } from '@nestjs/common';
import type { JournalBatch } from '../delivery/journal/journal-batch.ts';
import type { AuditStore, StoredBatch } from '../delivery/writer/audit-store.ts';
import type { AuditRecord } from '../entry/audit-entry.ts';

/** Keeps records in memory, in the place of PostgreSQL. For tests only: nothing takes them away again. */
@Injectable()
export class MemoryStore implements Pick<AuditStore, keyof AuditStore> {
  readonly connection = 1;
  readonly target = 'memory';
  readonly #records: AuditRecord[] = [];

  /** Oldest first. */
  get records(): readonly AuditRecord[] {
    return this.#records;
  }

  identity(): Promise<string> {
    return Promise.resolve('memory');
  }

  register(): Promise<boolean> {
    return Promise.resolve(true);
  }

  /** None: the writer is the only one who knows of this store. */
  ranges(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  insert({ entries }: Pick<JournalBatch, 'entries'>): Promise<StoredBatch> {
    this.#records.push(...entries.map(({ line }) => JSON.parse(line.toString()) as AuditRecord));
    return Promise.resolve({ isStored: true, duplicates: 0 });
  }

  /** At once: there is no transaction in memory that could be rolled back. */
  insertIn(_manager: unknown, line: string): Promise<void> {
    this.#records.push(JSON.parse(line) as AuditRecord);
    return Promise.resolve();
  }

  skip(): Promise<void> {
    return Promise.resolve();
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  merge(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
