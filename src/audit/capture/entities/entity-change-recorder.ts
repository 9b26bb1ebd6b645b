import type { EntitySubscriberInterface, QueryRunner } from 'typeorm';
import type { AuditService } from '../../delivery/audit.service.ts';
import type { AuditChanges, AuditEntry } from '../../entry/audit-entry.ts';
import { NOWHERE } from '../../entry/audit-record.ts';
import { keyText } from './audited-table.ts';
import { AuditScope } from '../../entry/audit-scope.ts';
import { plainJson } from '../../entry/json/plain-json.ts';
import type { RecordRules } from '../../entry/record-rules.ts';
import { omittedEntry, type RowAction, type RowEntry, type RowKind } from './entity-change.ts';
import { PendingChanges, type Taken } from './pending-changes.ts';
import { commandOf, isCommitInDoubt, type StatementResult, transactionSteps } from './transaction-steps.ts';

/** An entry that waits for the commit of what it tells. */
interface Pending {
  readonly entry: AuditEntry;
  /** The request or call that made the change; whoever commits it may run elsewhere. */
  readonly scope: AuditScope | undefined;
}

/** What is not kept row by row. */
interface Sort {
  readonly name: string;
  readonly kind: RowKind;
  readonly action: RowAction;
  readonly scope: AuditScope | undefined;
}

/** What TypeORM tells of a statement; the type it has of its own for that takes a parameter in 0.3, and none in 1. */
export type StatementEvent = Parameters<NonNullable<EntitySubscriberInterface['afterQuery']>>[0];

/** A statement that wrote, as far as it helps to understand what TypeORM tells of it. */
export interface WriteStatement {
  readonly query: string;
  readonly parameters: readonly unknown[];
  readonly rows: number;
}

/** One connection: its transaction, what was last written over it, and the last statements that found no row. */
interface Connection {
  readonly pending: PendingChanges<Pending, Sort>;
  lastWrite: WriteStatement | undefined;
  missed: readonly WriteStatement[];
}

/** A row, to ask whether a statement has missed it. */
interface RowKey {
  readonly table: string;
  /** The primary key as text. */
  readonly id: string;
  readonly keyColumns: number;
}

/** What the recorder needs. */
export interface EntityChangeRecorderOptions {
  readonly audit: Pick<AuditService, 'recordFrom'>;
  readonly rules: RecordRules;
  readonly maxChangedRows: number;
}

const MOST_MISSED = 100;
const WRITES: ReadonlySet<string | undefined> = new Set(['INSERT', 'UPDATE', 'DELETE']);

/** Keeps the entries of changes until what they tell is committed, connection by connection, and then records them. */
export class EntityChangeRecorder {
  readonly maxChangedRows: number;
  readonly #audit: Pick<AuditService, 'recordFrom'>;
  readonly #rules: RecordRules;
  readonly #connections = new WeakMap<QueryRunner, Connection>();

  constructor({ audit, rules, maxChangedRows }: EntityChangeRecorderOptions) {
    this.#audit = audit;
    this.#rules = rules;
    this.maxChangedRows = maxChangedRows;
  }

  /** The last statement that wrote rows over this connection. */
  lastWriteOf(runner: QueryRunner): WriteStatement | undefined {
    return this.#connections.get(runner)?.lastWrite;
  }

  /**
   * Whether the statement for this row, one of the last, has found nothing: somebody else was faster. TypeORM tells of
   * the row as if it had been written.
   */
  hasMissed(runner: QueryRunner, { table, id, keyColumns }: RowKey): boolean {
    const missed = this.#connections.get(runner)?.missed ?? [];
    return missed.some(({ query, parameters }) => {
      if (!query.includes(`"${table}"`)) return false;
      if (!query.startsWith('DELETE')) return keyText(parameters.slice(-keyColumns)) === id; // of an UPDATE the key is last
      return parameters.some((_, at) => at % keyColumns === 0 && keyText(parameters.slice(at, at + keyColumns)) === id);
    });
  }

  /** An entry as it is now, bounded and without secrets: what it refers to may go on changing. */
  frozen(entry: RowEntry): RowEntry {
    if (entry.changes === undefined) return entry;
    return { ...entry, changes: plainJson(entry.changes, this.#rules.redactor) as unknown as AuditChanges };
  }

  /** Takes an entry of a change that was made just now. */
  add(runner: QueryRunner, kind: RowKind, entry: RowEntry): void {
    const { pending } = this.#connectionOf(runner);
    if (pending.room > 0) pending.add({ entry, scope: AuditScope.current() });
    else this.omit(runner, { kind, action: entry.action, rows: 1 });
  }

  /** Counts rows that are not kept one by one. */
  omit(runner: QueryRunner, { kind, action, rows }: { kind: RowKind; action: RowAction; rows: number }): void {
    const sort: Sort = { name: `${action} ${kind.resource}`, kind, action, scope: AuditScope.current() };
    this.#connectionOf(runner).pending.omit(sort, rows);
  }

  /** All was told of the last statements. What was done outside of a transaction is recorded at once. */
  settle(runner: QueryRunner): void {
    const connection = this.#connectionOf(runner);
    connection.missed = [];
    if (!connection.pending.isOpen) this.#publish(connection.pending.take());
  }

  /** Follows what was done over a connection. */
  ran({ queryRunner, query, parameters, success, rawResults, error }: StatementEvent): void {
    if (!success) return this.#failed(queryRunner, { query, error: error as unknown });
    const result = rawResults as StatementResult | null | undefined;
    if (WRITES.has(commandOf(result))) {
      const rows = typeof result?.rowCount === 'number' ? result.rowCount : 0;
      const given: readonly unknown[] = Array.isArray(parameters) ? parameters : [];
      this.#wrote(this.#connectionOf(queryRunner), { query, parameters: given, rows });
      return;
    }
    for (const step of transactionSteps(query, rawResults)) {
      const committed = this.#connectionOf(queryRunner).pending.follow(step);
      if (committed !== undefined) this.#publish(committed);
    }
  }

  #wrote(connection: Connection, write: WriteStatement): void {
    connection.lastWrite = write;
    if (write.rows === 0) connection.missed = [...connection.missed, write].slice(-MOST_MISSED);
  }

  /** The server has rolled back a COMMIT that failed. When it could not answer any more, nobody knows. */
  #failed(runner: QueryRunner, { query, error }: { readonly query: string; readonly error: unknown }): void {
    const pending = this.#connections.get(runner)?.pending;
    if (pending === undefined || !/^\s*(?:commit|end)\b/i.test(query)) return;
    if (!isCommitInDoubt(error)) {
      pending.follow({ step: 'rollback' });
      return;
    }
    const taken = pending.follow({ step: 'commit' });
    if (taken !== undefined) this.#publish(taken, { isInDoubt: true });
  }

  #publish({ changes, omitted }: Taken<Pending, Sort>, { isInDoubt = false } = {}): void {
    const more = [...omitted.values()].map(({ rows, first: { kind, action, scope } }) => ({
      entry: omittedEntry(kind, { action, rows }),
      scope,
    }));
    for (const { entry, scope } of [...changes, ...more]) {
      const origin = scope?.origin ?? NOWHERE;
      if (!isInDoubt && isAbsorbed(scope, entry)) continue;
      this.#audit.recordFrom(origin, { ...entry, ...(isInDoubt && IN_DOUBT), span: scope?.innerSpan() });
    }
  }

  #connectionOf(runner: QueryRunner): Connection {
    const known = this.#connections.get(runner);
    if (known !== undefined) return known;
    const pending = new PendingChanges<Pending, Sort>({
      limit: this.maxChangedRows,
      isOpen: runner.isTransactionActive, // begun before anybody looked
    });
    const connection = { pending, lastWrite: undefined, missed: [] };
    this.#connections.set(runner, connection);
    return connection;
  }
}

const IN_DOUBT = {
  status: 'failure',
  isOutcomeUnknown: true,
  reason: 'the connection was lost at the commit, and whether it was done is not known',
} as const;

function isAbsorbed(scope: AuditScope | undefined, entry: AuditEntry): boolean {
  try {
    return scope?.absorb(entry) ?? false;
  } catch {
    return false; // then it stands alone
  }
}
