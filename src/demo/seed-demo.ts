import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { API_PREFIX, createApp } from '../app.setup.ts';
import { loadEnvironment } from '../config/environment.ts';
import { openDatabase } from '../database/open-database.ts';
import { prepareDatabase } from '../database/prepare-database.ts';
import { announce } from '../logging/announce.ts';
import { createLogger } from '../logging/logger.ts';
import { failureSentence } from '../start/failure.ts';
import { Lifecycle } from '../start/lifecycle.ts';
import { SignInNotice } from '../start/sign-in-notice.ts';
import { StartError } from '../start/start.errors.ts';
import { beforeTheStory } from './demo-calendar.ts';
import { DemoClock } from './demo-clock.ts';
import { PEOPLE } from './demo-company.ts';
import { type DemoResult, seedDemo } from './demo-seeder.ts';
import { progressBar } from './progress-bar.ts';

/** The story calls the application from many addresses, and signs in as often as it likes. */
const STAGE = {
  PORT: '0',
  HOST: '127.0.0.1',
  TRUST_PROXY: '127.0.0.1',
  SIGN_IN_RATE_LIMIT: '1000000',
  LOG_LEVEL: 'fatal',
};

const lifecycle = new Lifecycle(announce);
lifecycle.obeySignals();
try {
  if (existsSync('.env')) process.loadEnvFile();
  if (process.env['NODE_ENV'] === 'production') {
    throw new StartError('Demo data has no place in production; unset NODE_ENV if this is none.');
  }
  conclude(await run());
  await lifecycle.stop(0);
} catch (error) {
  process.stderr.write(`${failureSentence(error)}\n`);
  await lifecycle.stop(1);
}

async function run(): Promise<DemoResult> {
  const today = chosenToday();
  const environment = loadEnvironment({ ...process.env, ...STAGE });
  const database = await openDatabase(environment, announce);
  lifecycle.onStop(() => database.stop());
  await prepareDatabase(database, announce);
  const clock = new DemoClock(beforeTheStory(today));
  const logger = createLogger(environment.LOG_LEVEL);
  const app: NestFastifyApplication = await createApp({
    environment,
    databaseUrl: database.url,
    maintenanceUrl: database.maintenanceUrl,
    appendOnly: database.appendOnly,
    logger,
    clock: clock.read,
  });
  lifecycle.onStop(() => app.close());
  await app.listen(environment.PORT, environment.HOST);
  for (const line of await app.get(SignInNotice, { strict: false }).lines()) announce(line);
  const baseUrl = `${await app.getUrl()}/${API_PREFIX}`;
  const uploadsDir = environment.UPLOADS_DIR ?? join(environment.DATA_DIR, 'uploads');
  return seedDemo({ app, baseUrl, clock, uploadsDir }, { today, onProgress: progressBar(process.stdout) });
}

/** `--today 2026-11-27` tells the two months before that day; without it, those before now. */
function chosenToday(): Date {
  const { values } = parseArgs({ options: { today: { type: 'string' } } });
  if (values.today === undefined) return new Date();
  const today = new Date(values.today);
  if (Number.isNaN(today.getTime())) throw new StartError(`--today ${values.today} is no day such as 2026-11-27.`);
  return today;
}

function conclude({ toldDays, password }: DemoResult): void {
  const told = toldDays === 0 ? 'All of its days were there already.' : `${toldDays} working days were told.`;
  announce(`The Harbour Trading Company is open. ${told}`);
  announce(`  ${PEOPLE.olivia.email} (administrator), ${PEOPLE.amara.email} (auditor) and six others`);
  announce(`  sign in with the password ${password}, which the next run replaces.`);
}
