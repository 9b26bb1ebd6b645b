import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource, type EntityManager } from 'typeorm';
import type { ReconciliationItemPageDto } from '../../src/reconciliations/dto/reconciliation-item.dto.ts';
import type { ReconciliationDto } from '../../src/reconciliations/dto/reconciliation.dto.ts';
import type { ReconciliationRules } from '../../src/reconciliations/reconciliation-rules.ts';
import { type Answer, auditEntries, call, signIn } from './api.ts';
import type { TestApp } from './app.ts';
import { insertReconciliation, insertUpload, type TestLine } from './matching.ts';

/** What goes where no rules are given. */
export const DEFAULT_RULES: ReconciliationRules = {
  exactReference: true,
  amountAndDate: { amountToleranceMinor: 0, dateToleranceDays: 3 },
};

/** A reconciliation as it is answered: dates are text. */
export type ReconciliationBody = Omit<ReconciliationDto, 'createdAt' | 'startedAt' | 'finishedAt'> &
  Readonly<Record<'createdAt' | 'startedAt' | 'finishedAt', string>>;

/** Two uploads to compare. */
export interface UploadPair {
  readonly ledgerUploadId: string;
  readonly bankUploadId: string;
}

/** A line of the first day in euros. */
export function euroLine(line: number, reference: string | null, amount: number): TestLine {
  return { line, reference, amount, currency: 'EUR', day: 0 };
}

/** The routes of reconciliations, called by the administrator, and what can be seen behind them. */
export class Reconciliations {
  private constructor(
    private readonly test: TestApp,
    readonly token: string,
    /** One difference, and one line alone on each side. */
    readonly pair: UploadPair,
  ) {}

  static async of(test: TestApp): Promise<Reconciliations> {
    const ledger = [euroLine(2, 'A', 100), euroLine(3, 'B', 5)];
    const bank = [euroLine(2, 'A', 90), euroLine(3, null, 7)];
    return new Reconciliations(test, await signIn(test), await insertPair(test, ledger, bank));
  }

  get manager(): EntityManager {
    return this.test.app.get(DataSource).manager;
  }

  ask(json: unknown, token = this.token): Promise<Answer<ReconciliationBody>> {
    return call(this.test, 'POST /reconciliations', { token, json });
  }

  async get(id: string): Promise<ReconciliationBody> {
    return (await call<ReconciliationBody>(this.test, `GET /reconciliations/${id}`, { token: this.token })).body;
  }

  list(query: string): Promise<Answer<{ readonly data: ReconciliationBody[]; readonly pagination: object }>> {
    return call(this.test, `GET /reconciliations?${query}`, { token: this.token });
  }

  items(id: string, query = ''): Promise<Answer<ReconciliationItemPageDto>> {
    return call(this.test, `GET /reconciliations/${id}/items?${query}`, { token: this.token });
  }

  /** Waits for the end, whichever it is. */
  async ended(id: string): Promise<ReconciliationBody> {
    for (;;) {
      const body = await this.get(id);
      if (body.status === 'done' || body.status === 'failed') return body;
      await sleep(20); // between two looks
    }
  }

  /** Asks for one and waits for its end. */
  async reconciled(json: object = this.pair): Promise<ReconciliationBody> {
    const { status, body } = await this.ask(json);
    if (status !== 202) throw new Error(`not begun: ${JSON.stringify(body)}`);
    return this.ended(body.id);
  }

  insertPair(ledger: readonly TestLine[], bank: readonly TestLine[]): Promise<UploadPair> {
    return insertPair(this.test, ledger, bank);
  }

  /** One that no job knows of. @returns its id */
  insertWaiting(): Promise<string> {
    const { ledgerUploadId: ledger, bankUploadId: bank } = this.pair;
    return insertReconciliation(this.manager, { ledger, bank, rules: DEFAULT_RULES });
  }

  async count(): Promise<number> {
    const [row] = await this.manager.query<{ count: number }[]>('SELECT count(*)::int AS count FROM reconciliations');
    return row!.count;
  }

  /** The entries of its runs, oldest first. */
  runEntries(id: string): Promise<Record<string, unknown>[]> {
    return auditEntries(this.test, `resource_id = $1 AND action_type = 'run'`, [id]);
  }

  /** The one entry of a request. */
  async entryOf(headers: Headers): Promise<Record<string, unknown>> {
    const entries = await auditEntries(this.test, 'request_id = $1', [headers.get('x-request-id')]);
    if (entries.length !== 1) throw new Error(`One entry was expected: ${JSON.stringify(entries)}`);
    return entries[0]!;
  }
}

async function insertPair(test: TestApp, ledger: readonly TestLine[], bank: readonly TestLine[]): Promise<UploadPair> {
  const { manager } = test.app.get(DataSource);
  return {
    ledgerUploadId: await insertUpload(manager, { kind: 'ledger', lines: ledger }),
    bankUploadId: await insertUpload(manager, { kind: 'bank', lines: bank }),
  };
}
