const CHECK_VIOLATION = '23514';
/** The function of PostgreSQL that reports it; the message is in the language of the server. */
const PARTITION_SEARCH = 'ExecFindPartition';
/** Every one has a digit; names of faults of the system, such as EPIPE, have none. */
const SQLSTATE = /^(?=.*\d)[\dA-Z]{5}$/;
/** Data exceptions, integrity violations and exceeded limits (of an index row, of jsonb): the same rows fail again. */
const DATA_FAULT = /^(22|23|54)\w{3}$/;
/** Missing tables and rights, unknown databases and roles: somebody has to set something right. */
const CONFIGURATION_FAULT = /^(28|3D|3F|42)\w{3}$/;
/** The statement took longer than it may. */
const TOO_SLOW = /^(57014|55P03)$/;

/**
 * What is at fault when a batch could not be stored. `data`: the rows themselves, trying again can't help.
 * `configuration`: the database as it is set up, nothing helps until somebody has changed that. `passing`: all else.
 */
export type StoreFault = 'data' | 'configuration' | 'passing';

export function faultOf(error: unknown): StoreFault {
  const state = sqlStateOf(error) ?? '';
  if (DATA_FAULT.test(state)) return 'data';
  return CONFIGURATION_FAULT.test(state) ? 'configuration' : 'passing';
}

/** Whether an INSERT failed because the month of a row has no partition yet. */
export function isMissingPartition(error: unknown): boolean {
  return sqlStateOf(error) === CHECK_VIOLATION && of(error, 'routine') === PARTITION_SEARCH;
}

/** Whether less at a time could go through. */
export function isTooSlow(error: unknown): boolean {
  return TOO_SLOW.test(sqlStateOf(error) ?? '');
}

/** The five characters of the SQLSTATE; undefined when it was not PostgreSQL that has refused. */
export function sqlStateOf(error: unknown): string | undefined {
  const state = of(error, 'code');
  return state !== undefined && SQLSTATE.test(state) ? state : undefined;
}

/** The driver's own error, or one that TypeORM has wrapped around it. */
function of(error: unknown, field: 'code' | 'routine'): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { driverError } = error as { readonly driverError?: unknown };
  const from = typeof driverError === 'object' && driverError !== null ? driverError : error;
  const value: unknown = (from as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' ? value : undefined;
}
