import { createServer } from 'node:net';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { dataSourceOptions } from '../database/data-source.ts';
import { isDatabaseUnavailable, isUniqueViolation } from './database-fault.ts';

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('faults of the database', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url)).initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it.each(['127.0.0.1', 'localhost'])('should know a server that does not listen on %s', async (host) => {
    const url = `postgres://nobody:nothing@${host}:${await freePort()}/none`;
    expect(isDatabaseUnavailable(await errorOf(new DataSource(dataSourceOptions(url)).initialize()))).toBe(true);
  });

  it('should know a database that is gone', async () => {
    const gone = await createTestDatabase();
    await gone.drop();
    expect(isDatabaseUnavailable(await errorOf(new DataSource(dataSourceOptions(gone.url)).initialize()))).toBe(true);
  });

  it('should know a connection that the server ended', async () => {
    const options = { ...dataSourceOptions(database.url), poolErrorHandler: () => {} };
    const shortLived = await new DataSource(options).initialize();
    const error = await errorOf(shortLived.query('SELECT pg_terminate_backend(pg_backend_pid())'));
    await shortLived.destroy();
    expect(isDatabaseUnavailable(error)).toBe(true);
  });

  it.each(['SELECT broken', 'SELECT 1 / 0', `SELECT 'x'::uuid`])(
    'should not take a refused query for it: %s',
    async (query) => {
      const error = await errorOf(dataSource.query(query));
      expect(error).toBeInstanceOf(Error);
      expect(isDatabaseUnavailable(error)).toBe(false);
    },
  );

  it('should not take a client that hung up for it', () => {
    expect(isDatabaseUnavailable(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))).toBe(false);
    expect(isDatabaseUnavailable('ECONNREFUSED')).toBe(false);
  });

  it('should tell one unique index from another', async () => {
    const twice = `INSERT INTO roles (name, description) VALUES ('twice', '')`;
    await dataSource.query(twice);
    const error = await errorOf(dataSource.query(twice));
    expect(isUniqueViolation(error, 'roles_name_uq')).toBe(true);
    expect(isUniqueViolation(error, 'users_email_uq')).toBe(false);
    expect(isUniqueViolation(new Error('23505'), 'roles_name_uq')).toBe(false);
  });
});
