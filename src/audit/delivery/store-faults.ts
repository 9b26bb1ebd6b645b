import type { QueryFailedError } from 'typeorm';

const CHECK_VIOLATION = '23514';
/** The function of PostgreSQL that reports it; the message is in the language of the server. */
const PARTITION_SEARCH = 'ExecFindPartition';
/** Data exceptions, integrity violations and exceeded limits (of an index row, of jsonb): the same rows fail again. */
const DATA_FAULT = /^(22|23|54)\w{3}$/;

/** Whether an INSERT failed because the month of a row has no partition yet. */
export function isMissingPartition(error: QueryFailedError): boolean {
  return sqlState(error) === CHECK_VIOLATION && of(error, 'routine') === PARTITION_SEARCH;
}

/** Whether the rows themselves are at fault, so that trying again can't help. */
export function isDataFault(error: unknown): boolean {
  return DATA_FAULT.test(sqlState(error) ?? '');
}

function sqlState(error: unknown): string | undefined {
  return of(error, 'code');
}

function of(error: unknown, field: 'code' | 'routine'): string | undefined {
  const { driverError } = (error ?? {}) as { driverError?: Readonly<Record<string, unknown>> | null };
  const value = driverError?.[field];
  return typeof value === 'string' ? value : undefined;
}
