import type { DuckDBConnection } from '@duckdb/node-api';
import { AuditError } from '../../audit.errors.ts';

/** What DuckDB may hold in memory; what needs more goes to its temporary folder. */
const MEMORY_LIMIT = '384MB';

/** A DuckDB in memory, for one piece of work. */
export interface Duck {
  readonly connection: DuckDBConnection;
  /** Of the library itself, such as `v1.5.6`. */
  readonly version: string;
  close(): void;
}

/**
 * Opens a DuckDB. The package is loaded here and nowhere else, so that who archives nothing does not need it.
 * @param directory where it may put what does not fit into memory
 * @param signal ends the statement that runs when it says so
 * @throws {AuditError} AUDIT_ARCHIVE_UNAVAILABLE when `@duckdb/node-api` can not be loaded
 */
export async function openDuck(directory: string, signal?: AbortSignal): Promise<Duck> {
  const { DuckDBInstance, version } = await import('@duckdb/node-api').catch((cause: unknown) => {
    throw new AuditError('AUDIT_ARCHIVE_UNAVAILABLE', {
      message: 'The package @duckdb/node-api, which the archive needs, can not be loaded; install it.',
      cause,
    });
  });
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: MEMORY_LIMIT,
    threads: '1',
    temp_directory: directory,
    autoinstall_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  return {
    connection,
    version: version(),
    close() {
      signal?.removeEventListener('abort', interrupt);
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** A text as a literal of SQL. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as SQL has it. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
