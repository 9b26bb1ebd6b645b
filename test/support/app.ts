import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import type { DestinationStream } from 'pino';
import { AppModule } from '../../src/app.module.ts';
import { configureApp, createAdapter } from '../../src/app.setup.ts';
import { type Environment, loadEnvironment } from '../../src/config/environment.ts';
import { createLogger } from '../../src/logging/logger.ts';
import { readAuditPage } from '../../src/audit/index.ts';
import { NestLogger } from '../../src/logging/nest-logger.ts';
import { createTestDatabase } from './database.ts';

/** The real application, listening, with a database of its own. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  /** Where it listens, e.g. `http://127.0.0.1:40123`; without the API prefix. */
  readonly url: string;
  readonly environment: Environment;
  /** The address of its database, for looking behind the scenes. */
  readonly databaseUrl: string;
  close(): Promise<void>;
}

/** What else a test may want to differ. */
export interface TestAppOptions {
  /** A last chance to override providers. */
  readonly change?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
  /** Gives the address by which the application reaches its database, e.g. through a proxy. */
  readonly reach?: (databaseUrl: string) => string | Promise<string>;
  /** What audit entries are stamped with. */
  readonly clock?: () => Date;
  /** Where the lines of its log go. @default standard output */
  readonly logs?: DestinationStream;
  /** The folder of a page to serve. */
  readonly page?: string;
}

/** Settings that differ from those of a test, by the name of their environment variable. */
export type SettingOverrides = Readonly<Partial<Record<keyof Environment, string | number>>>;

/**
 * Boots the real AppModule as main.ts does: same adapter, same pipes, a real socket. Logs are off unless asked for.
 * @param overrides settings by the name of their environment variable
 */
export async function createTestApp(
  overrides: SettingOverrides = {},
  { change = (builder) => builder, reach = (url) => url, clock, logs, page }: TestAppOptions = {},
): Promise<TestApp> {
  const database = await createTestDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'audit-log-test-'));
  const environment = testEnvironment({ DATA_DIR: directory, ...overrides });
  const logger = createLogger(environment.LOG_LEVEL, logs);
  const parts = { environment, databaseUrl: await reach(database.url), logger, ...(clock && { clock }) };
  const builder = Test.createTestingModule({ imports: [AppModule.forRoot(parts)] });
  const module = await change(builder).setLogger(new NestLogger(parts.logger)).compile();
  const server = { ...parts, page: page === undefined ? undefined : readAuditPage(page) };
  const app = module.createNestApplication<NestFastifyApplication>(createAdapter(server));
  await configureApp(app, server);
  await app.listen(environment.PORT, environment.HOST);
  return {
    app,
    url: (await app.getUrl()).replace(/\/$/, ''),
    environment,
    databaseUrl: database.url,
    close: async () => {
      await app.close();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Settings for a test: a free port, a secret of its own, silence. */
function testEnvironment(overrides: SettingOverrides = {}): Environment {
  const settings = { PORT: 0, JWT_SECRET: randomBytes(32).toString('hex'), LOG_LEVEL: 'silent', ...overrides };
  return loadEnvironment(Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)])));
}
