import { userOf } from '../config/postgres-url.ts';
import type { Announce } from '../logging/announce.ts';
import { migrate } from './migrate.ts';
import type { OpenDatabase } from './open-database.ts';
import { separateRoles } from './separate-roles.ts';

/** Brings a database to where the application can use it: its tables, and who may do what with them. */
export async function prepareDatabase(database: OpenDatabase, announce: Announce): Promise<void> {
  const { url, migrationUrl, maintenanceUrl, administrationUrl } = database;
  await migrate(migrationUrl, announce);
  if (administrationUrl === undefined) return;
  await separateRoles(administrationUrl, {
    application: userOf(url),
    maintenance: userOf(maintenanceUrl),
    migration: userOf(migrationUrl),
  });
}
