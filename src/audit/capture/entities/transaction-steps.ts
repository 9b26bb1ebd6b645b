/** What a statement did to the transaction of its connection. */
export type TransactionStep =
  | { readonly step: 'begin' | 'commit' | 'rollback' }
  | { readonly step: 'savepoint' | 'release' | 'rollback to'; readonly name: string };

/** As much of a driver's result as is read: PostgreSQL's own word on what was done, and to how many rows. */
export interface StatementResult {
  readonly command?: unknown;
  readonly rowCount?: unknown;
}

const SAVEPOINT = /^\s*(?:savepoint|release(?:\s+savepoint)?)\s+"?(\w+)/i;
const ROLLBACK_TO = /^\s*rollback\s+(?:(?:work|transaction)\s+)?to\s+(?:savepoint\s+)?"?(\w+)/i;
const AND_CHAIN = /\band\s+chain\b/i;

/**
 * What a statement did to the transaction, by the server's answer and not by what was asked: a COMMIT of a transaction
 * in which a statement has failed is answered, without an error, by ROLLBACK.
 *
 * @param result One result, or a list where the text held several statements
 */
export function transactionSteps(query: string, result: unknown): readonly TransactionStep[] {
  if (Array.isArray(result)) return result.flatMap((each) => stepsOf(query, commandOf(each)));
  return stepsOf(query, commandOf(result));
}

/** PostgreSQL's name of what was done: `INSERT`, `COMMIT`; undefined when the driver does not tell. */
export function commandOf(result: unknown): string | undefined {
  const command = (result as StatementResult | null | undefined)?.command;
  return typeof command === 'string' ? command : undefined;
}

function stepsOf(query: string, command: string | undefined): readonly TransactionStep[] {
  switch (command) {
    case 'START':
    case 'BEGIN':
      return [{ step: 'begin' }];
    case 'COMMIT':
      return AND_CHAIN.test(query) ? [{ step: 'commit' }, { step: 'begin' }] : [{ step: 'commit' }];
    case 'ROLLBACK': {
      const name = ROLLBACK_TO.exec(query)?.[1];
      if (name !== undefined) return [{ step: 'rollback to', name }];
      return AND_CHAIN.test(query) ? [{ step: 'rollback' }, { step: 'begin' }] : [{ step: 'rollback' }];
    }
    case 'SAVEPOINT':
    case 'RELEASE': {
      const name = SAVEPOINT.exec(query)?.[1];
      return name === undefined ? [] : [{ step: command === 'RELEASE' ? 'release' : 'savepoint', name }];
    }
    case undefined:
    default:
      return [];
  }
}

/**
 * Whether a COMMIT that failed may have been done all the same: the connection was lost, or the server went away, before
 * it answered. Any other error of the server says that the transaction was rolled back.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html class 08, class 57
 */
export function isCommitInDoubt(error: unknown): boolean {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code !== 'string' || !/^(?!08|57)[0-9A-Z]{5}$/.test(code);
}
