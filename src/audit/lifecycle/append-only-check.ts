import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { AuditError } from '../audit.errors.ts';
import { WEAKNESSES } from './append-only-weaknesses.ts';

/** What to do about it. */
const ADVICE =
  'Let the log belong to roles of its own (docs/append-only.md), or say appendOnly: "ignore" when this is meant to be so';

/**
 * Looks at start whether the application's own role could change the log. Only the database knows that: triggers refuse
 * changes, but who owns a table can remove them.
 */
@Injectable()
export class AppendOnlyCheck implements OnApplicationBootstrap {
  readonly #logger = new Logger(AppendOnlyCheck.name);
  readonly #dataSource: DataSource;
  readonly #appendOnly: 'warn' | 'require' | 'ignore';

  constructor(dataSource: DataSource, { appendOnly }: { readonly appendOnly: 'warn' | 'require' | 'ignore' }) {
    this.#dataSource = dataSource;
    this.#appendOnly = appendOnly;
  }

  /** @throws {AuditError} AUDIT_NOT_APPEND_ONLY when that is required, and not so or not to be found out */
  async onApplicationBootstrap(): Promise<void> {
    if (this.#appendOnly === 'ignore') return;
    const { message, cause } = await this.#verdict();
    if (message === undefined) return;
    if (this.#appendOnly === 'require') throw new AuditError('AUDIT_NOT_APPEND_ONLY', { message, cause });
    this.#logger.warn(message);
  }

  async #verdict(): Promise<{ readonly message?: string; readonly cause?: unknown }> {
    try {
      const found = await this.#dataSource.query<{ readonly role: string; readonly weakness: string }[]>(WEAKNESSES);
      const [first] = found;
      if (first === undefined) return {};
      const list = found.map(({ weakness }) => weakness).join('; ');
      return { message: `The role "${first.role}" of the application could change the audit log: ${list}. ${ADVICE}.` };
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      return { message: `Whether the application could change the audit log can not be found out: ${reason}.`, cause };
    }
  }
}
