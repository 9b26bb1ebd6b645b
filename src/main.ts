import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UnknownElementException } from '@nestjs/core/errors/exceptions/unknown-element.exception.js';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { API_PREFIX, createApp } from './app.setup.ts';
import { type Environment, loadEnvironment } from './config/environment.ts';
import { openDatabase } from './database/open-database.ts';
import { prepareDatabase } from './database/prepare-database.ts';
import { announce } from './logging/announce.ts';
import { createLogger } from './logging/logger.ts';
import { readAuditPage } from './audit/index.ts';
import { browsableUrl } from './start/addresses.ts';
import { failureSentence, listenFailure } from './start/failure.ts';
import { Lifecycle } from './start/lifecycle.ts';
import { SignInNotice } from './start/sign-in-notice.ts';
import { slowly } from './start/slowly.ts';

/** Requests still running this long after a stop began lose their connection. */
const DRAIN_MS = 5000;

/** Where the page is built to, beside what is built of this. */
const PAGE_DIRECTORY = join(import.meta.dirname, '..', 'web');

const lifecycle = new Lifecycle(announce);
lifecycle.obeySignals();
let logger: Logger | undefined;
try {
  if (existsSync('.env')) process.loadEnvFile();
  const environment = loadEnvironment(process.env);
  logger = createLogger(environment.LOG_LEVEL);
  await start(environment, logger);
} catch (error) {
  process.stderr.write(`${failureSentence(error, logger)}\n`);
  await lifecycle.stop(1);
}

async function start(environment: Environment, log: Logger): Promise<void> {
  const database = await openDatabase(environment, announce);
  lifecycle.onStop(() => database.stop());
  await slowly(announce, 'Looking for migrations …', prepareDatabase(database, announce));
  const { url: databaseUrl, maintenanceUrl, appendOnly } = database;
  const page = readAuditPage(PAGE_DIRECTORY);
  const parts = { environment, databaseUrl, maintenanceUrl, appendOnly, logger: log, page };
  const app = await slowly(announce, 'Putting the application together …', createApp(parts));
  lifecycle.onStop(() => close(app));
  await app.init();
  const signIn = await signInLines(app);
  try {
    await app.listen(environment.PORT, environment.HOST);
  } catch (error) {
    signIn.forEach(announce); // a password that was made just now is told once, even if nobody can use it yet
    throw listenFailure(error, environment);
  }
  const url = browsableUrl(await app.getUrl());
  announce(`Ready after ${(performance.now() / 1000).toFixed(1)} s:`);
  announce(page === undefined ? '  Page      not built: only the API is served' : `  Page      ${url}/`);
  announce(`  API       ${url}/${API_PREFIX}`);
  announce(`  API docs  ${url}/docs`);
  for (const line of signIn) announce(`  ${line}`);
}

async function signInLines(app: NestFastifyApplication): Promise<readonly string[]> {
  try {
    return await app.get(SignInNotice, { strict: false }).lines();
  } catch (error) {
    if (error instanceof UnknownElementException) return []; // an application without accounts
    throw error;
  }
}

async function close(app: NestFastifyApplication): Promise<void> {
  const timer = setTimeout(() => app.getHttpServer().closeAllConnections(), DRAIN_MS);
  await app.close().finally(() => clearTimeout(timer));
}
