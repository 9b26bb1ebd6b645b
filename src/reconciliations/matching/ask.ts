import type { EntityManager } from 'typeorm';

/** Runs one statement in the transaction of a matching, unless the matching has to end. */
export type Ask = <Row = unknown>(sql: string, parameters?: readonly unknown[]) => Promise<readonly Row[]>;

/** Looks at the signal before each statement. */
export function askUntilAborted(manager: EntityManager, signal: AbortSignal): Ask {
  return async <Row>(sql: string, parameters: readonly unknown[] = []) => {
    signal.throwIfAborted();
    return manager.query<Row[]>(sql, [...parameters]);
  };
}
