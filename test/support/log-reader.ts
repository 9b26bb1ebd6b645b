import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditLog, AuditService } from '../../src/audit/index.ts';

/** Reads what an application has recorded, past its API. */
export class LogReader {
  readonly #app: INestApplicationContext;
  #seen = 0;

  constructor(app: INestApplicationContext) {
    this.#app = app;
  }

  /** Every entry, oldest first, once all that was recorded is stored. */
  async all(): Promise<AuditLog[]> {
    await this.#app.get(AuditService, { strict: false }).flush();
    const logs = this.#app.get(DataSource, { strict: false }).getRepository(AuditLog);
    return logs.find({ order: { timestamp: 'ASC', id: 'ASC' } });
  }

  /** The entries made since the last call, oldest first. */
  async fresh(): Promise<AuditLog[]> {
    const entries = await this.all();
    const fresh = entries.slice(this.#seen);
    this.#seen = entries.length;
    return fresh;
  }

  /** The one entry made since the last call. */
  async only(): Promise<AuditLog> {
    const fresh = await this.fresh();
    if (fresh.length !== 1) throw new Error(`One entry was expected: ${JSON.stringify(fresh, null, 2)}`);
    return fresh[0]!;
  }
}
