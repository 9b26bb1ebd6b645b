// One application of the benchmark: the same routes without the audit log (`bare`), or with it at a level. Nothing is
// delivered: what is measured ends where an entry waits to be written. Answers `cpu` with the CPU time used so far.
import 'reflect-metadata';
import { Body, Controller, Get, Global, Module, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { getDataSourceToken } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditLog, AuditModule } from '../../dist/src/audit/index.js';
import { AuditStore } from '../../dist/src/audit/delivery/writer/audit-store.js';
import { PartitionsService } from '../../dist/src/audit/lifecycle/partitions.service.js';

const level = process.argv[2];

class ItemsController {
  one(id) {
    return { id, name: 'an item' };
  }

  create(body) {
    return { name: body.name };
  }
}
const descriptorOf = (key) => Object.getOwnPropertyDescriptor(ItemsController.prototype, key);
Get(':id')(ItemsController.prototype, 'one', descriptorOf('one'));
Param('id')(ItemsController.prototype, 'one', 0);
Post()(ItemsController.prototype, 'create', descriptorOf('create'));
Body()(ItemsController.prototype, 'create', 0);
Controller('items')(ItemsController);

class DatabaseModule extends Object {}
const dataSource = { provide: getDataSourceToken(), useValue: unconnected() };
Global()(DatabaseModule);
Module({ providers: [dataSource], exports: [dataSource] })(DatabaseModule);

const audit = level === 'bare' ? [] : [AuditModule.forRoot({ policy: [{ level }], journal: false })];
class BenchModule extends Object {}
Module({ imports: [DatabaseModule, ...audit], controllers: [ItemsController] })(BenchModule);

// The two places that would ask the database: everything is stored at once, and every partition is there.
Object.defineProperty(AuditStore.prototype, 'isConnected', { value: true });
AuditStore.prototype.ranges = () => Promise.resolve([]);
AuditStore.prototype.insert = () => Promise.resolve({ isStored: true, duplicates: 0 });
PartitionsService.prototype.onApplicationBootstrap = () => Promise.resolve();

const app = await NestFactory.create(BenchModule, new FastifyAdapter(), { logger: ['error'] });
await app.listen(0, '127.0.0.1');
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpuMicroseconds: user + system });
});
process.send({ port: app.getHttpServer().address().port });

function unconnected() {
  const source = new DataSource({ type: 'postgres', entities: [AuditLog] });
  source.destroy = () => Promise.resolve();
  return source;
}
