// A process with the built application. Answers every message with its memory and the delay of its event loop, which it
// measures anew from a message with `reset`.
import 'reflect-metadata';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createApp } from '../../dist/src/app.setup.js';
import { loadEnvironment } from '../../dist/src/config/environment.js';
import { createLogger } from '../../dist/src/logging/logger.js';
import { readAuditPage } from '../../dist/src/audit/index.js';

const [databaseUrl, directory, password, pageDirectory] = process.argv.slice(2);
const environment = loadEnvironment({
  PORT: '0',
  DATABASE_URL: databaseUrl,
  DATA_DIR: directory,
  ADMIN_PASSWORD: password,
  SIGN_IN_RATE_LIMIT: '1000',
  LOG_LEVEL: 'error',
});
const page = pageDirectory === undefined ? undefined : readAuditPage(pageDirectory);
const app = await createApp({ environment, databaseUrl, logger: createLogger(environment.LOG_LEVEL), page });
await app.listen(environment.PORT, environment.HOST);

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
process.on('message', ({ reset }) => {
  process.send({ rssBytes: process.memoryUsage.rss(), delayP99Ms: delay.percentile(99) / 1e6 });
  if (reset) delay.reset();
});
process.once('disconnect', () => process.exit());
process.send({ port: app.getHttpServer().address().port, email: environment.ADMIN_EMAIL });
