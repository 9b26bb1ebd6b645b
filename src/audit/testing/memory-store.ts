import { Injectable } from '@nestjs/common';
import type { AuditStore } from '../delivery/audit-store.ts';
import type { AuditRecord } from '../entry/audit-entry.ts';

/** Keeps records in memory, in the place of PostgreSQL. For tests only: nothing takes them away again. */
@Injectable()
export class MemoryStore implements Pick<AuditStore, keyof AuditStore> {
  readonly #records: AuditRecord[] = [];

  /** Oldest first. */
  get records(): readonly AuditRecord[] {
    return this.#records;
  }

  insert(lines: readonly string[]): Promise<void> {
    this.#records.push(...lines.map((line) => JSON.parse(line) as AuditRecord));
    return Promise.resolve();
  }

  /** At once: there is no transaction in memory that could be rolled back. */
  insertIn(_manager: unknown, line: string): Promise<void> {
    return this.insert([line]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
