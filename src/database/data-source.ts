import { Logger } from '@nestjs/common';
import type { DataSourceOptions } from 'typeorm';
import { migrations } from '../../migrations/index.ts';
import { entities } from './entities.ts';

/** Name under which our connections show up in `pg_stat_activity`. */
export const APPLICATION_NAME = 'nestjs-audit-log';

/** The one set of database options, shared by the application, its migrations, the command line and the tests. */
export function dataSourceOptions(url: string): Extract<DataSourceOptions, { type: 'postgres' }> {
  return {
    type: 'postgres',
    url,
    applicationName: APPLICATION_NAME,
    connectTimeoutMS: 5000,
    poolErrorHandler: reportLostConnection,
    entities: [...entities],
    migrations: [...migrations],
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
  };
}

/** Those of the second connection, which maintains the log and does nothing else. */
export function maintenanceOptions(url: string) {
  const { type, applicationName, connectTimeoutMS, poolErrorHandler } = dataSourceOptions(url);
  return {
    type,
    url,
    name: 'maintenance',
    applicationName: `${applicationName} maintenance`,
    connectTimeoutMS,
    poolErrorHandler,
    poolSize: 2,
  } as const;
}

/** The pool replaces a lost connection by itself; without a listener the error would end the process. */
function reportLostConnection(error: Error): void {
  new Logger('Database').warn(`A database connection was lost: ${error.message}`);
}
