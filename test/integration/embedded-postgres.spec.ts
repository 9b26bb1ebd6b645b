import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/database/embedded-postgres/embedded-postgres.ts';

describe('startEmbeddedPostgres', () => {
  let directory: string;
  let running: EmbeddedPostgres | undefined;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'embedded-'));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await running?.stop();
    running = undefined;
    await rm(directory, { recursive: true, force: true });
  });

  it('should give a database whose owner has no special rights', async () => {
    running = await startEmbeddedPostgres({ directory });
    const rows = await query(
      running.url,
      'SELECT current_database(), current_user, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user',
    );
    expect(rows).toEqual([{ current_database: 'audit', current_user: 'audit', rolsuper: false, rolcreaterole: false }]);
  });

  it('should let nobody in without the password', async () => {
    running = await startEmbeddedPostgres({ directory });
    const url = new URL(running.superuserUrl);
    url.password = 'guess';
    await expect(query(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('should never lose what was committed', async () => {
    running = await startEmbeddedPostgres({ directory });
    const rows = await query(
      running.superuserUrl,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums')`,
    );
    expect(rows.map(({ setting }) => setting)).toEqual(['on', 'on', 'on', 'on']);
  });

  it('should keep its data from one start to the next', async () => {
    running = await startEmbeddedPostgres({ directory });
    await query(running.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await running.stop();
    running = await startEmbeddedPostgres({ directory });
    expect(await query(running.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('should refuse a folder that is in use, whatever path leads to it', async () => {
    running = await startEmbeddedPostgres({ directory });
    const otherPath = join(directory, 'link');
    symlinkSync(directory, otherPath);
    await expect(startEmbeddedPostgres({ directory: otherPath })).rejects.toThrow(
      `is in use by process ${process.pid};`,
    );
  });

  it('should free the folder when the start fails', async () => {
    await expect(startEmbeddedPostgres({ directory, settings: { shared_buffers: 'plenty' } })).rejects.toThrow(
      /did not start; the end of .*postgres\.log:\n.*invalid value for parameter "shared_buffers"/s,
    );
    running = await startEmbeddedPostgres({ directory });
    expect(await query(running.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('should begin anew when making the database was interrupted', async () => {
    mkdirSync(join(directory, 'postgres.new'));
    writeFileSync(join(directory, 'postgres.new', 'PG_VERSION'), '18');
    running = await startEmbeddedPostgres({ directory });
    expect(await query(running.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('should not mistake another program for its server when a process id was given anew', async () => {
    running = await startEmbeddedPostgres({ directory });
    await running.stop();
    const bystander = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    writeFileSync(join(directory, 'postgres', 'postmaster.pid'), `${bystander.pid}\n/gone\n0\n1\n`);
    running = await startEmbeddedPostgres({ directory });
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
    expect(await query(running.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const gone = new Promise((resolve) => bystander.once('exit', resolve));
    bystander.stdin.end();
    await gone;
  });

  it('should say so when the kept password is not that of the database', async () => {
    running = await startEmbeddedPostgres({ directory });
    await running.stop();
    writeFileSync(join(directory, 'postgres.password'), 'f'.repeat(64));
    await expect(startEmbeddedPostgres({ directory })).rejects.toThrow('restore postgres.password in DATA_DIR');
  });

  it('should bring its server back at the same address when it is killed', async () => {
    const back = new Promise<void>((resolve) => {
      jest.spyOn(Logger.prototype, 'error').mockReturnValue();
      jest.spyOn(Logger.prototype, 'log').mockImplementation((line) => {
        if (line === 'The embedded database is back.') resolve();
      });
    });
    running = await startEmbeddedPostgres({ directory });
    await query(running.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(Number.parseInt(readFileSync(join(directory, 'postgres', 'postmaster.pid'), 'utf8'), 10), 'SIGKILL');
    await back;
    expect(await query(running.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });
});

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
