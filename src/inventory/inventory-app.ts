import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.ts';
import { configureApp, createAdapter } from '../app.setup.ts';
import { Environment } from '../config/environment.ts';
import { createLogger } from '../logging/logger.ts';

/** The application as Nest sees it, with its prefix, without anything being started: it needs no database and no settings. */
export async function createInventoryApp(): Promise<NestFastifyApplication> {
  const environment = Object.assign(new Environment(), { JWT_SECRET: 'nobody signs anything with this' });
  const parts = { environment, databaseUrl: 'postgres://nobody@localhost/nothing', logger: createLogger('silent') };
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(parts), createAdapter(parts), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  return configureApp(app);
}
