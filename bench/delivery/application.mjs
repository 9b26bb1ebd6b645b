// The application of the benchmark: two routes that take 5 ms and two that take no time, and one of three ways to keep
// an audit log. All that these benchmarks know of the inside of the library is here.
import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Body, Controller, Get, Module, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditActorResolver, AuditLog, AuditModule, AuditService } from '../../dist/src/audit/index.js';
import { dataSourceOptions } from '../../dist/src/database/data-source.js';
import { entryOf } from './entries.mjs';
import { SavingInterceptor } from './saving-interceptor.mjs';

/** How long a handler waits that stands for a usual one. */
const HANDLER_MS = 5;

const ACTOR = { type: 'user', id: '0d5f2c1e-6d0b-4a53-9f0e-2f7a1c9b8e77', label: 'person@example.com' };

class BenchActor extends AuditActorResolver {
  resolve() {
    return ACTOR;
  }
}

class ItemsController {
  async one(id) {
    await sleep(HANDLER_MS);
    return { id, name: 'an item' };
  }

  async create(body) {
    await sleep(HANDLER_MS);
    return { name: body.name };
  }

  oneAtOnce(id) {
    return { id, name: 'an item' };
  }

  createAtOnce(body) {
    return { name: body.name };
  }
}
route(Get('items/:id'), 'one', Param('id'));
route(Post('items'), 'create', Body());
route(Get('trivial/:id'), 'oneAtOnce', Param('id'));
route(Post('trivial'), 'createAtOnce', Body());
Controller()(ItemsController);

function route(decorate, method, parameter) {
  decorate(ItemsController.prototype, method, Object.getOwnPropertyDescriptor(ItemsController.prototype, method));
  parameter(ItemsController.prototype, method, 0);
}

/**
 * Makes the application, not yet listening.
 * @param way `none`: no audit log; `module`: this library; `save`: an interceptor that saves a row and waits for it
 * @param journal folder for the journal of `module`
 */
export async function createApplication({ way, databaseUrl, journal }) {
  const audit =
    way === 'module' ? [AuditModule.forRoot({ actorResolver: BenchActor, journal: { directory: journal } })] : [];
  class BenchModule extends Object {}
  Module({
    imports: [TypeOrmModule.forRoot({ ...dataSourceOptions(databaseUrl), retryAttempts: 0 }), ...audit],
    controllers: [ItemsController],
  })(BenchModule);
  const app = await NestFactory.create(BenchModule, new FastifyAdapter(), { logger: ['error', 'fatal'] });
  if (way === 'save') {
    app.useGlobalInterceptors(new SavingInterceptor(app.get(DataSource).getRepository(AuditLog), ACTOR));
  }
  return app;
}

/** Takes the entries of these numbers into the log as the capture of requests does. */
export function recordEntries(app, { from, to }) {
  const audit = app.get(AuditService);
  for (let number = from; number < to; number += 1) {
    const { origin, entry } = entryOf(number);
    audit.recordFrom(origin, entry);
  }
}

/** Resolves when everything taken so far is in the database. */
export function flushEntries(app) {
  return app.get(AuditService).flush();
}

/** How the delivery of the library is doing. */
export function deliveryOf(app) {
  const { queued, journalled, shed, oldestAgeMs } = app.get(AuditService).status();
  return { waiting: queued + journalled, shed, oldestAgeMs };
}
