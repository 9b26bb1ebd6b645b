import { startTestServer } from '../support/test-server.ts';

/** Starts the PostgreSQL server of this run; the workers find it in their environment. */
export default async function globalSetup(): Promise<void> {
  globalThis.testServer = await startTestServer();
  process.env.TEST_DATABASE_URL = globalThis.testServer.url;
  process.env.TEST_DATABASE_TEMPLATE = globalThis.testServer.template;
}
