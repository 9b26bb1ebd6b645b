import { randomBytes } from 'node:crypto';
import { withDatabase } from '../../src/config/postgres-url.ts';
import { administer } from './test-server.ts';

/** A migrated database that belongs to one test file alone. */
export interface TestDatabase {
  readonly url: string;
  /** Ends whatever is still connected and removes it. */
  drop(): Promise<void>;
}

/** A fresh clone of the migrated template. */
export function createTestDatabase(): Promise<TestDatabase> {
  return create(testServerOfThisRun().template);
}

/** A database without a table, for tests of the migrations themselves. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return create('template0');
}

async function create(template: string): Promise<TestDatabase> {
  const { server } = testServerOfThisRun();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(server, [`CREATE DATABASE ${name} TEMPLATE ${template}`]);
  return {
    url: withDatabase(server, name),
    drop: () => administer(server, [`DROP DATABASE ${name} WITH (FORCE)`]),
  };
}

function testServerOfThisRun(): { readonly server: string; readonly template: string } {
  const { TEST_DATABASE_URL: server, TEST_DATABASE_TEMPLATE: template } = process.env;
  if (server === undefined || template === undefined)
    throw new Error('Run the tests through jest, which starts the server.');
  return { server, template };
}
