import { DataSource } from 'typeorm';

/** A pool of the log's own. */
export interface OwnPool {
  /** The name under which its connections show up in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Most connections. */
  readonly size: number;
  /** Further settings of the driver. */
  readonly extra: object;
}

/**
 * Connections of the log's own to the database of the host, by the host's settings: the log neither waits for the host's
 * pool nor takes anything from it.
 * @throws {Error} when the host's DataSource is not one of PostgreSQL
 */
export async function openOwnPool({ options }: DataSource, pool: OwnPool): Promise<DataSource> {
  if (options.type !== 'postgres')
    throw new Error(`The audit log needs PostgreSQL; this DataSource is ${options.type}.`);
  return new DataSource({
    ...options,
    entities: [],
    migrations: [],
    subscribers: [],
    synchronize: false,
    dropSchema: false,
    migrationsRun: false,
    cache: false,
    logging: false,
    poolSize: pool.size,
    poolErrorHandler: () => undefined, // the next query meets the same fault
    applicationName: pool.applicationName,
    extra: { ...(options.extra as object | undefined), keepAlive: true, ...pool.extra },
  }).initialize();
}
