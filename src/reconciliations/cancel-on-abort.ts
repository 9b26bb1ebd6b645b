import type { DataSource, EntityManager } from 'typeorm';

/** A transaction and what ends it early. */
export interface AbortableWork {
  readonly dataSource: DataSource;
  readonly manager: EntityManager;
  readonly signal: AbortSignal;
}

/**
 * Does the work of a transaction, and has PostgreSQL end the statement it is in the middle of when the signal is
 * aborted: some of them take long.
 * @throws the reason of the signal, once it is aborted
 */
export async function cancelOnAbort<T>(
  { dataSource, manager, signal }: AbortableWork,
  work: () => Promise<T>,
): Promise<T> {
  const [row] = await manager.query<{ readonly pid: number }[]>('SELECT pg_backend_pid() AS pid');
  let cancelling: Promise<unknown> = Promise.resolve();
  const cancel = (): void => {
    // Without a connection to say it by, the statement goes on to its end, and the work ends there.
    cancelling = dataSource.query('SELECT pg_cancel_backend($1)', [row?.pid]).catch(() => undefined);
  };
  signal.throwIfAborted();
  signal.addEventListener('abort', cancel);
  try {
    return await work();
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', cancel);
    // The connection goes back to the others, and what is cancelled must not be theirs.
    await cancelling;
  }
}
