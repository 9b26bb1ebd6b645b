import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestServer } from '../support/test-server.ts';

/** Starts the PostgreSQL server of this run, and makes the folder of its journals; the workers find them in their environment. */
export default async function globalSetup(): Promise<void> {
  globalThis.testServer = await startTestServer();
  process.env.TEST_DATABASE_URL = globalThis.testServer.url;
  process.env.TEST_DATABASE_TEMPLATE = globalThis.testServer.template;
  process.env.TEST_JOURNALS = mkdtempSync(join(tmpdir(), 'audit-journals-'));
}
