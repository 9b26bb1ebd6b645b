import { Client } from 'pg';
import { DataSource } from 'typeorm';
import type { Announce } from '../logging/announce.ts';
import { APPLICATION_NAME, dataSourceOptions } from './data-source.ts';

/** Names the advisory lock under which one instance at a time migrates; any number nobody else uses. */
const MIGRATION_LOCK = 7_264_915_530;

/**
 * Applies the migrations that are missing. Instances that start at the same time take turns, and all but the first
 * find nothing left to do.
 * @returns names of the applied migrations, oldest first
 */
export async function migrate(url: string, announce?: Announce): Promise<readonly string[]> {
  const lock = new Client({ connectionString: url, application_name: `${APPLICATION_NAME} migration lock` });
  await lock.connect();
  try {
    const { rows } = await lock.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [MIGRATION_LOCK]);
    if (rows[0]?.free !== true) {
      announce?.('Waiting for another instance that is migrating the database …');
      await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    }
    return await applyMissing(url, announce);
  } finally {
    await lock.end(); // frees the lock
  }
}

async function applyMissing(url: string, announce?: Announce): Promise<readonly string[]> {
  const dataSource = await new DataSource(dataSourceOptions(url)).initialize();
  try {
    if (await dataSource.showMigrations()) announce?.('Migrating the database …');
    const applied = await dataSource.runMigrations();
    for (const { name } of applied) announce?.(`  applied ${name}`);
    return applied.map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}
