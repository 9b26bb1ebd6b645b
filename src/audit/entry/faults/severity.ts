import { AUDIT_SEVERITIES, type AuditSeverity } from '../catalogue.ts';
import type { AuditSeverityRule, FaultDetails } from '../record-rules.ts';

/** What the library's rules look at. */
interface SeveritySubject {
  /** The fault, then all that has caused it. */
  readonly chain: readonly FaultDetails[];
  /** Whether it is an answer of the application's: an `HttpException` below 500. */
  readonly isRefusal: boolean;
}

interface SeverityRule {
  readonly severity: AuditSeverity;
  readonly when: (subject: SeveritySubject) => boolean;
}

/**
 * Codes of Node: nobody listens, the connection broke, the name or the way is not known; the disk is full, broken or
 * read only; file handles or memory are used up.
 */
const CRITICAL_NODE_CODE =
  /^(?:ECONN(?:REFUSED|RESET|ABORTED)|EPIPE|ENOTFOUND|EAI_AGAIN|EHOST(?:UNREACH|DOWN)|ENET(?:UNREACH|DOWN)|ETIMEDOUT|ENOSPC|EROFS|EDQUOT|EIO|EMFILE|ENFILE|ENOMEM|ERR_WORKER_OUT_OF_MEMORY|ERR_MEMORY_ALLOCATION_FAILED)$/;

/**
 * Codes of PostgreSQL: connection exceptions (08), resources used up (53: disk, memory, connections), shut down (57P0),
 * faults of its system or its files (58, XX), the application is not let in any more (28), its database is gone (3D), or
 * takes no changes (25006: a replica has taken its place).
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const CRITICAL_SQL_STATE = /^(?:08\w{3}|53\w{3}|57P0\w|58\w{3}|XX\w{3}|28000|28P01|3D000|25006)$/;

/** TypeORM's words for a database that is not connected. */
const CRITICAL_NAME =
  /^(?:CannotExecuteNotConnectedError|CannotGetEntityManagerNotConnectedError|ConnectionIsNotSetError|DataSourceNotInitializedError|ConnectionNotFoundError)$/;

/** What `pg`, its pool, TypeORM and V8 throw without a code. Each is the start of the message, so that no quote of it counts. */
const CRITICAL_MESSAGE = [
  /^Connection terminated\b/,
  /^timeout exceeded when trying to connect/,
  /^timeout expired$/,
  /^Client (?:has encountered a connection error|was closed) and is not queryable/,
  /^Cannot use a pool after calling end on the pool/,
  /^(?:FATAL: {1,2})?the database system is (?:starting up|shutting down|in recovery mode|not (?:yet )?accepting)/,
  /^(?:FATAL: {1,2})?(?:sorry, too many clients already|remaining connection slots are reserved)/,
  /^Driver not Connected/,
  /^Array buffer allocation failed/,
  /^WebAssembly\.\w+\(\): (?:could not allocate|out of) memory/i,
] as const;

/** What Node and the parsers of bodies say of a client that leaves while it is sending: nothing of the application is lost. */
const CLIENT_HAS_LEFT = /^(?:request )?aborted$/;

/**
 * The library's own rules; the first that holds counts. A refusal is a warning whatever has caused it: the application
 * has decided to say no, and its status tells what it meant.
 */
const RULES: readonly SeverityRule[] = [
  { severity: 'WARNING', when: ({ isRefusal }) => isRefusal },
  { severity: 'CRITICAL', when: ({ chain }) => chain.some(isCritical) },
  { severity: 'ERROR', when: () => true },
];

/** How bad a fault is by the library's own rules. */
export function severityOfFault(fault: FaultDetails, { isRefusal }: { readonly isRefusal: boolean }): AuditSeverity {
  const subject = { chain: chainOf(fault), isRefusal };
  return RULES.find(({ when }) => when(subject))?.severity ?? 'ERROR';
}

/** What the host's rules say; undefined when none holds. A rule with a severity that does not exist is passed over. */
export function severityByHost(
  rules: readonly AuditSeverityRule[],
  fault: FaultDetails,
  error: unknown,
): AuditSeverity | undefined {
  return rules.find((rule) => AUDIT_SEVERITIES.includes(rule.severity) && holds(rule, fault, error))?.severity;
}

function holds({ when }: AuditSeverityRule, fault: FaultDetails, error: unknown): boolean {
  try {
    const answer: unknown = when(fault, error);
    return answer === true; // a promise does not hold
  } catch {
    return false;
  }
}

/** What is kept of a fault has no cycles and few members. */
function chainOf(fault: FaultDetails): readonly FaultDetails[] {
  const causes = [...(fault.cause === undefined ? [] : [fault.cause]), ...(fault.errors ?? [])];
  return [fault, ...causes.flatMap(chainOf)];
}

function isCritical({ name, message, code }: FaultDetails): boolean {
  if (CLIENT_HAS_LEFT.test(message)) return false;
  if (code !== undefined && (CRITICAL_NODE_CODE.test(code) || CRITICAL_SQL_STATE.test(code))) return true;
  return CRITICAL_NAME.test(name) || CRITICAL_MESSAGE.some((start) => start.test(message));
}
