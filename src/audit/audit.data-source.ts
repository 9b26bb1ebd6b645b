import { DataSource, type EntityManager } from 'typeorm';

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

/** What belongs to a DataSource: a manager, a query builder, a query runner. TypeORM 0.3 calls it `connection`. */
interface Belonging {
  readonly dataSource?: DataSource;
  readonly connection?: DataSource;
}

/** The DataSource that something of TypeORM's belongs to, in TypeORM 1 and in 0.3. */
export function dataSourceOf(belonging: Belonging): DataSource {
  return (belonging.dataSource ?? belonging.connection) as DataSource; // there is one of both
}

/** What of a DataSource is needed to ask questions and to change several rows at once. */
export type OwnDatabase = Pick<DataSource, 'destroy'> & {
  query<T>(text: string, values?: unknown[]): Promise<T>;
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
};

/** A pool as {@link openOwnPool} makes it, opened when it is asked for: a database that is away does not stop a start. */
export class OwnPoolOnDemand implements OwnDatabase {
  readonly #host: DataSource;
  readonly #pool: OwnPool;
  #opened: Promise<DataSource> | undefined;

  constructor(host: DataSource, pool: OwnPool) {
    this.#host = host;
    this.#pool = pool;
  }

  async query<T>(text: string, values?: unknown[]): Promise<T> {
    return (await this.#open()).query<T>(text, values);
  }

  async transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return (await this.#open()).transaction(work);
  }

  async destroy(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await (await opened?.catch(() => undefined))?.destroy();
  }

  #open(): Promise<DataSource> {
    this.#opened ??= openOwnPool(this.#host, this.#pool).catch((error: unknown) => {
      this.#opened = undefined; // the next one tries again
      throw error;
    });
    return this.#opened;
  }
}
