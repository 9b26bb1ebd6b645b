import { QueryFailedError } from 'typeorm';

/** Failures to open a connection, as Node names them. */
const CONNECT_FAILURES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);

/** Failures of an open connection. Only counted inside a failed query: a client that hangs up raises the same. */
const LOST_CONNECTIONS: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);

/**
 * Connection exceptions (08), a refused login (28), a missing database (3D000), shutdown and start-up
 * (57P01–57P03), too many connections (53300).
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const SQLSTATE = /^(?:08\w{3}|28\w{3}|3D000|57P0[123]|53300)$/;

/** Messages of `pg` and `pg-pool`, which give these errors no code. */
const POOL_FAILURE =
  /^(?:timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Cannot use a pool after calling end)/;

/** Whether the error says that PostgreSQL cannot be reached, as opposed to a query it refused. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof QueryFailedError) return isUnreachable(error.driverError, LOST_CONNECTIONS);
  return isUnreachable(error, new Set());
}

/** Whether the error is the violation of this unique index or constraint. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const cause: unknown = error.driverError;
  return hasStrings(cause, ['code', 'constraint']) && cause.code === '23505' && cause.constraint === constraint;
}

// By shape and not by class: Node's own errors are of another realm than the code in a sandbox such as jest's.
function isUnreachable(error: unknown, extraCodes: ReadonlySet<string>): boolean {
  if (typeof error !== 'object' || error === null) return false;
  // Connecting to a name with several addresses fails with an AggregateError.
  if ('errors' in error && Array.isArray(error.errors)) {
    return error.errors.some((each) => isUnreachable(each, extraCodes));
  }
  if (hasStrings(error, ['message']) && POOL_FAILURE.test(error.message)) return true;
  return (
    hasStrings(error, ['code']) &&
    (CONNECT_FAILURES.has(error.code) || extraCodes.has(error.code) || SQLSTATE.test(error.code))
  );
}

function hasStrings<K extends string>(value: unknown, keys: readonly K[]): value is Record<K, string> {
  return (
    typeof value === 'object' && value !== null && keys.every((key) => typeof Reflect.get(value, key) === 'string')
  );
}
