import { Logger } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { Client } from 'pg';
import { createTestApp, type TestApp } from '../../test/support/app.ts';
import { DatabaseIndicator } from './database.indicator.ts';

describe('GET /health', () => {
  let test: TestApp;
  beforeEach(async () => {
    test = await createTestApp();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await test.close();
  });

  it('should be live and ready when the database answers', async () => {
    expect((await fetch(`${test.url}/health/live`)).status).toBe(200);
    const response = await fetch(`${test.url}/health/ready`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 'ok', details: { database: { status: 'up' } } });
  });

  it('should be live, not ready, and still running while the database is away, and ready again when it is back', async () => {
    const warnings = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const url = new URL(test.databaseUrl);
    const database = url.pathname.slice(1);
    await administer(url, [
      `ALTER DATABASE ${database} ALLOW_CONNECTIONS false`,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`,
    ]);
    const away = await fetch(`${test.url}/health/ready`);
    const live = await fetch(`${test.url}/health/live`);
    await administer(url, [`ALTER DATABASE ${database} ALLOW_CONNECTIONS true`]);
    expect([away.status, live.status]).toEqual([503, 200]);
    const body = await away.text();
    expect(body).not.toContain(url.port);
    expect(body).not.toContain(database);
    expect((await fetch(`${test.url}/health/ready`)).status).toBe(200);
    expect(warnings).toHaveBeenCalledWith(expect.stringContaining('A database connection was lost'));
  });
});

describe('DatabaseIndicator', () => {
  it('should be down in time when the database never answers', async () => {
    const indicator = new DatabaseIndicator(
      { query: () => new Promise(() => undefined) },
      new HealthIndicatorService(),
    );
    const begun = Date.now();
    expect(await indicator.check()).toMatchObject({ database: { status: 'down' } });
    expect(Date.now() - begun).toBeLessThan(2000);
  });
});

async function administer(url: URL, statements: readonly string[]): Promise<void> {
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const client = new Client({ connectionString: maintenance.href });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
