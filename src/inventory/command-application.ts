import { existsSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { joinAuditLog } from '../app.audit.ts';
import { AuditService } from '../audit/index.ts';
import { ConfigModule } from '../config/config.module.ts';
import { type Environment, loadEnvironment } from '../config/environment.ts';
import { dataSourceOptions } from '../database/data-source.ts';
import { hasServer, runningServerUrl } from '../database/embedded-postgres/running-server.ts';
import { openDatabase } from '../database/open-database.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { StartError } from '../start/start.errors.ts';

/** Where a command writes: what was asked for, and what is told beside it. */
export interface CommandStreams {
  readonly output: Writable;
  readonly errors: Writable;
}

/** With the log of the application, so that what is done is an entry; the entries are stored before it ends. */
export async function inApplication(
  command: string,
  { errors }: CommandStreams,
  work: (app: INestApplicationContext) => Promise<void>,
): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile();
  const environment = loadEnvironment(process.env);
  const database = await databaseOf(environment, (line) => void errors.write(`${line}\n`));
  try {
    const app = await contextOf(environment, database.url);
    try {
      const audit = app.get(AuditService);
      await audit.runAs({ type: 'system', label: `npm run audit:${command}` }, () => work(app));
      await audit.flush();
    } finally {
      await app.close();
    }
  } finally {
    await database.stop();
  }
}

function contextOf(environment: Environment, url: string): Promise<INestApplicationContext> {
  @Module({
    imports: [
      ConfigModule.forRoot(environment),
      TypeOrmModule.forRoot({ ...dataSourceOptions(url), retryAttempts: 0 }),
      joinAuditLog({ appendOnly: 'ignore' }), // the owner at work
      SettingsModule,
    ],
  })
  class CommandModule {}
  return NestFactory.createApplicationContext(CommandModule, { logger: false, abortOnError: false });
}

/** That of a running application, or started for the moment, as its owner; makes none. */
async function databaseOf(
  environment: Environment,
  announce: (line: string) => void,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  if (environment.DATABASE_URL === undefined) {
    const running = runningServerUrl(environment.DATA_DIR);
    if (running !== undefined) return { url: running, stop: () => Promise.resolve() };
    if (!hasServer(environment.DATA_DIR)) {
      throw new StartError(`There is no database in ${environment.DATA_DIR}; set DATA_DIR or DATABASE_URL.`);
    }
  }
  const database = await openDatabase(environment, announce);
  return { url: database.migrationUrl, stop: () => database.stop() };
}
