import type { QueryFailedError } from 'typeorm';

const CHECK_VIOLATION = '23514';
/** Data exceptions, integrity violations and exceeded limits (of an index row, of jsonb): the same rows fail again. */
const DATA_FAULT = /^(22|23|54)\w{3}$/;

/** Whether an INSERT failed because the month of a row has no partition yet. */
export function isMissingPartition(error: QueryFailedError): boolean {
  return sqlState(error) === CHECK_VIOLATION && error.message.includes('no partition of relation');
}

/** Whether the rows themselves are at fault, so that trying again can't help. */
export function isDataFault(error: unknown): boolean {
  return DATA_FAULT.test(sqlState(error) ?? '');
}

function sqlState(error: unknown): string | undefined {
  const code = (error as { driverError?: { code?: unknown } } | null | undefined)?.driverError?.code;
  return typeof code === 'string' ? code : undefined;
}
