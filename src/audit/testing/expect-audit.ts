import { AssertionError } from 'node:assert';
import type { INestApplicationContext } from '@nestjs/common';
import type { AuditRecord } from '../entry/audit-entry.ts';
import { isLaterRecordId, newRecordId } from '../entry/record-id.ts';
import { differencesOf } from './differences.ts';
import { listText, missingText, unwantedText } from './failure-text.ts';
import { storedRecords } from './stored-records.ts';

/**
 * What an entry is expected to be: only the fields that are named count, at any depth. A RegExp stands for text that it
 * matches; `expect.any(…)` and the like of Jest and Vitest work too.
 */
export type ExpectedAuditRecord = { readonly [Field in keyof AuditRecord]?: unknown };

/** Where the entries are, if that is not where `AuditModule` looks by itself. */
export interface ExpectAuditOptions {
  /** The name of the TypeORM DataSource. @default the one without a name */
  readonly dataSource?: string;
}

/**
 * Looks at the entries that an application records from now on, for tests. Works with any test runner, and with
 * `AuditModule` and `AuditTestingModule` alike. It sees what this process records, not what others write to the same table.
 */
export function expectAudit(app: INestApplicationContext, { dataSource }: ExpectAuditOptions = {}): AuditExpectation {
  return new AuditExpectation(() => storedRecords(app, dataSource));
}

/** The entries since it was made, or since {@link AuditExpectation.clear}. What fails throws an `AssertionError`. */
export class AuditExpectation {
  readonly #stored: () => Promise<readonly AuditRecord[]>;
  /** An id that no entry has: those before and after it are told apart by it, whatever the clock says. */
  #mark = newRecordId(new Date());

  /** @param stored gives everything that is stored, after waiting for what is not yet */
  constructor(stored: () => Promise<readonly AuditRecord[]>) {
    this.#stored = stored;
  }

  /** Oldest first, as they were stored: completed, redacted. Waits until everything recorded so far is. */
  async entries(): Promise<readonly AuditRecord[]> {
    return (await this.#stored()).filter(({ id }) => isLaterRecordId(id, this.#mark));
  }

  /**
   * At least one entry is like this.
   * @returns the first of them
   * @throws {AssertionError} with the closest entries and how they differ
   */
  async toHaveRecorded(expected: ExpectedAuditRecord): Promise<AuditRecord> {
    const entries = await this.entries();
    const found = entries.find((entry) => isLike(expected, entry));
    return found ?? failed(missingText(expected, entries));
  }

  /** @throws {AssertionError} with the entries that are like this */
  async notToHaveRecorded(expected: ExpectedAuditRecord): Promise<void> {
    const unwanted = (await this.entries()).filter((entry) => isLike(expected, entry));
    if (unwanted.length > 0) failed(unwantedText(expected, unwanted));
  }

  /**
   * The entries are like these, in this order, and there are no others; `[]` for none at all.
   * @throws {AssertionError} with what is missing, different, or not expected
   */
  async toHaveRecordedOnly(expected: readonly ExpectedAuditRecord[]): Promise<readonly AuditRecord[]> {
    const entries = await this.entries();
    const isSame = entries.length === expected.length && expected.every((each, place) => isLike(each, entries[place]));
    return isSame ? entries : failed(listText(expected, entries));
  }

  /** Forgets what was recorded up to now. The log itself keeps it. */
  clear(): void {
    this.#mark = newRecordId(new Date());
  }
}

function isLike(expected: ExpectedAuditRecord, entry: AuditRecord | undefined): boolean {
  return differencesOf(expected, entry).length === 0;
}

/** `fail` is the operator of which runners show the message alone. */
function failed(message: string): never {
  throw new AssertionError({ message, operator: 'fail', stackStartFn: failed });
}
