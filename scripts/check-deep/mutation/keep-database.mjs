// Starts the database of the tests and keeps it until its input ends: one for all mutants of an area, not one for each.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestServer } from '../../../test/support/test-server.ts';

const server = await startTestServer();
const journals = mkdtempSync(join(tmpdir(), 'audit-journals-'));
const environment = {
  TEST_DATABASE_URL: server.url,
  TEST_DATABASE_TEMPLATE: server.template,
  TEST_JOURNALS: journals,
};
process.stdout.write(`${JSON.stringify(environment)}\n`);
await once(process.stdin.resume(), 'end');
await server.stop();
rmSync(journals, { recursive: true, force: true });
