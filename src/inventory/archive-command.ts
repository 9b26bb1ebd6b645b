import { existsSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { joinAuditLog } from '../app.audit.ts';
import { type ArchiveProgress, AuditArchive, AuditError, AuditService } from '../audit/index.ts';
import { ConfigModule } from '../config/config.module.ts';
import { type Environment, loadEnvironment } from '../config/environment.ts';
import { dataSourceOptions } from '../database/data-source.ts';
import { hasServer, runningServerUrl } from '../database/embedded-postgres/running-server.ts';
import { openDatabase } from '../database/open-database.ts';
import { errorMessage } from '../start/error-code.ts';
import { StartError } from '../start/start.errors.ts';
import { type ArchiveTask, HELP, taskOf } from './archive-arguments.ts';

/** Where the command writes: what was asked for, and what is told beside it. */
export interface CommandStreams {
  readonly output: Writable;
  readonly errors: Writable;
}

/** What is said to be damaged, or not to fit together. */
const FINDINGS: readonly string[] = ['AUDIT_ARCHIVE_DAMAGED', 'AUDIT_ARCHIVE_CONFLICT'];

/**
 * Runs `audit:archive` or `audit:restore`.
 * @param args what follows its name
 * @returns the exit code
 */
export async function runArchiveCommand(
  command: 'archive' | 'restore',
  args: readonly string[],
  streams: CommandStreams,
): Promise<0 | 1 | 2> {
  try {
    const task = taskOf(command, args);
    if (task.kind === 'help') streams.output.write(HELP);
    else await inApplication(command, streams, (app) => perform(task, app.get(AuditArchive), streams));
    return 0;
  } catch (error) {
    streams.errors.write(`The archive: ${errorMessage(error)}\n`);
    return error instanceof AuditError && FINDINGS.includes(error.code) ? 1 : 2;
  }
}

async function perform(task: ArchiveTask, archive: AuditArchive, { output, errors }: CommandStreams): Promise<void> {
  const tell = (line: string): void => void errors.write(`${line}\n`);
  switch (task.kind) {
    case 'help':
      return;
    case 'list':
      output.write(`${JSON.stringify(await archive.list(), null, 2)}\n`);
      return;
    case 'archive': {
      const months = task.months.length > 0 ? task.months : await archive.pendingMonths();
      for (const month of months) {
        await archive.archive(month, (progress) => tell(lineOf(progress)));
        tell(`${month}  archived in ${archive.location}`);
      }
      if (months.length === 0) tell('Every month that is over is archived.');
      return;
    }
    case 'verify': {
      const months = task.months.length > 0 ? task.months : (await archive.list()).map(({ month }) => month);
      for (const month of new Set(months)) {
        await archive.verify(month);
        tell(`${month}  is stored as it was archived`);
      }
      return;
    }
    case 'restore':
      for (const month of task.months) tell(`${month}  ${await archive.restore(month)} entries are back`);
      return;
    case 'export':
      await pipeline(await archive.export(task.filters, task.format), output, { end: false });
  }
}

function lineOf({ month, step, rows, of }: ArchiveProgress): string {
  return step === 'reading' ? `${month}  ${rows} of ${of} entries` : `${month}  reading it again`;
}

/** With the log of the application, so that what is done is an entry; the entries are stored before it ends. */
async function inApplication(
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
    ],
  })
  class ArchiveCommandModule {}
  return NestFactory.createApplicationContext(ArchiveCommandModule, { logger: false, abortOnError: false });
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
