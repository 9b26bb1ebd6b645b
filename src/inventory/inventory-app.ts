import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.ts';
import { Environment } from '../config/environment.ts';

/** The application's modules as Nest sees them, without anything being started: it needs no database and no settings. */
export function createInventoryApp(): Promise<INestApplicationContext> {
  const environment = Object.assign(new Environment(), { JWT_SECRET: 'nobody signs anything with this' });
  const parts = { environment, databaseUrl: 'postgres://nobody@localhost/nothing' };
  return NestFactory.createApplicationContext(AppModule.forRoot(parts), { preview: true, logger: false });
}
