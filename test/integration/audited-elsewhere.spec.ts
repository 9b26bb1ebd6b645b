import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { type ClientProxy, ClientProxyFactory, Transport } from '@nestjs/microservices';
import { WsAdapter } from '@nestjs/platform-ws';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Test, type TestingModule } from '@nestjs/testing';
import { lastValueFrom, toArray } from 'rxjs';
import { WebSocket } from 'ws';
import { type AuditLog, AuditService } from '../../src/audit/index.ts';
import { elsewhereModule, NightJobs, OrderGateway, OrderMessages, Orders } from '../fixture/audited-elsewhere.ts';
import { runToTheEnd } from '../support/crashing-process.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { LogReader } from '../support/log-reader.ts';

interface Place {
  readonly spanId?: string;
  readonly parentSpanId?: string;
}

const placeOf = ({ metadata }: AuditLog): Place => metadata['context'] ?? {};
const actionsOf = (entries: readonly AuditLog[]): string[] =>
  entries.map(({ actionType, status }) => `${actionType} ${status}`);

/** One action, and inside of it another one: one trace, one tree, and nothing twice. */
function expectOneTree(entries: readonly AuditLog[]): void {
  expect(new Set(entries.map(({ traceId }) => traceId)).size).toBe(1);
  expect(entries[0]?.traceId).toMatch(/^[\da-f]{32}$/);
  const [inner, outer] = entries.map(placeOf);
  expect(inner?.parentSpanId).toBe(outer?.spanId);
}

describe('audited methods outside of HTTP', () => {
  let database: TestDatabase;
  let app: INestApplicationContext | undefined;
  let log: LogReader;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await app?.close();
    await database.drop();
  });

  const compiled = (...providers: Type[]): Promise<TestingModule> =>
    Test.createTestingModule({ imports: [elsewhereModule(database.url, { providers })] }).compile();

  describe('messages of a microservice', () => {
    let client: ClientProxy;
    const ask = (pattern: string, payload: unknown): Promise<unknown[]> =>
      lastValueFrom(client.send<unknown>(pattern, payload).pipe(toArray()));

    beforeEach(async () => {
      const options = { host: '127.0.0.1', port: 0 };
      const service = (await compiled()).createNestMicroservice({ transport: Transport.TCP, options, logger: false });
      await service.listen();
      app = service;
      log = new LogReader(service);
      const { port } = service.unwrap<{ address(): AddressInfo }>().address();
      client = ClientProxyFactory.create({ transport: Transport.TCP, options: { ...options, port } });
    });
    afterEach(() => client.close());

    it('should leave one entry of the message and of the provider that does its work', async () => {
      expect(await ask('buy', '7')).toEqual(['bought 7']);
      const entries = await log.fresh();
      expect(actionsOf(entries)).toEqual(['count success', 'buy success']);
      expect(entries[1]).toMatchObject({
        resourceId: '7',
        actorType: 'system',
        metadata: { durationMs: expect.any(Number) },
      });
      expectOneTree(entries);
    });

    it('should record failures once, and answer as ever', async () => {
      await expect(ask('buy', 'broken')).rejects.toMatchObject({ status: 'error', message: 'Internal server error' });
      await expect(ask('refuse', '8')).rejects.toMatchObject({ status: 'error', message: 'no 8' });
      const entries = await log.fresh();
      expect(actionsOf(entries)).toEqual(['buy error', 'update error']);
      expect(entries.map(({ metadata }) => (metadata['error'] as { message: string }).message)).toEqual([
        'The order is broken',
        'no 8',
      ]);
    });

    it('should record an answer of several values when it has ended', async () => {
      expect(await ask('watch', { fails: false })).toEqual([1, 2, 3]);
      await expect(ask('watch', { fails: true })).rejects.toMatchObject({ message: 'lost' });
      expect(await log.fresh()).toMatchObject([
        { status: 'success', metadata: { count: 3, last: 3 } },
        { status: 'error', errorType: 'RpcException' },
      ]);
    });

    it('should record events', async () => {
      await lastValueFrom(client.emit('sold', '9'), { defaultValue: undefined });
      const { handled } = app!.get(OrderMessages);
      while (handled.length === 0) await nextTurn();
      expect(await log.only()).toMatchObject({ actionType: 'note', resourceId: '9', status: 'success' });
    });
  });

  describe('messages of a WebSocket', () => {
    it('should leave their entries', async () => {
      const gateway = (await compiled(OrderGateway)).createNestApplication({ logger: false });
      gateway.useWebSocketAdapter(new WsAdapter(gateway));
      await gateway.listen(0, '127.0.0.1');
      app = gateway;
      log = new LogReader(gateway);
      const { port } = (gateway.getHttpServer() as { address(): AddressInfo }).address();
      const socket = new WebSocket(`ws://127.0.0.1:${port}`);
      const said: string[] = [];
      socket.on('message', (data: Buffer) => said.push(data.toString()));
      await new Promise((open) => socket.once('open', open));
      const ask = async (event: string, data: unknown, answers: number): Promise<void> => {
        said.length = 0;
        socket.send(JSON.stringify({ event, data }));
        while (said.length < answers) await nextTurn();
      };
      await ask('buy', '7', 1);
      expect(said).toEqual(['{"event":"bought","data":"bought 7"}']);
      const bought = await log.fresh();
      expect(actionsOf(bought)).toEqual(['count success', 'buy success']);
      expectOneTree(bought);
      await ask('watch', null, 2);
      expect(await log.only()).toMatchObject({ actionType: 'read', metadata: { count: 2 } });
      await ask('buy', 'broken', 1);
      expect(said[0]).toContain('exception');
      expect(actionsOf(await log.fresh())).toEqual(['buy error']);
      socket.terminate();
    });
  });

  describe('jobs of a schedule', () => {
    it('should leave their entries, whichever decorator stands above', async () => {
      const module = await compiled(NightJobs);
      const context = module.createNestApplication({ logger: false });
      app = await context.init();
      log = new LogReader(app);
      const jobs = app.get(SchedulerRegistry);
      const entriesOf = async (name: string, count: number): Promise<readonly AuditLog[]> => {
        void jobs.getCronJob(name).fireOnTick(); // the schedule waits for no job
        const entries: AuditLog[] = [];
        while (entries.length < count) entries.push(...(await log.fresh()));
        return entries;
      };
      const entries = await entriesOf('sweep', 2);
      expect(actionsOf(entries)).toEqual(['count success', 'sweep success']);
      expect(entries[1]).toMatchObject({ actorType: 'system', category: 'maintenance' });
      expectOneTree(entries);
      expect(actionsOf(await entriesOf('broken', 1))).toEqual(['run error']); // which the schedule takes, as ever
      expect(jobs.getIntervals()).toEqual(['hourly']);
      app.get(NightJobs).hourly();
      expect(actionsOf(await log.fresh())).toEqual(['count success']);
    });
  });

  describe('messages of a queue', () => {
    it('should be done in the name of those who have sent them, many at once', async () => {
      app = await (await compiled()).createNestApplication({ logger: false }).init();
      log = new LogReader(app);
      const [audit, orders] = [app.get(AuditService), app.get(Orders)];
      const messages = Array.from({ length: 100 }, (_, place) => ({
        id: String(place),
        sender: `sender ${place % 5}`,
      }));
      await Promise.all(
        messages.map(({ id, sender }) =>
          audit.runAs({ type: 'system', id: sender, label: sender }, () => orders.buy(id)),
        ),
      );
      const entries = await log.fresh();
      expect(entries).toHaveLength(200);
      for (const { id, sender } of messages) {
        const own = entries.filter(({ resourceId, metadata }) => resourceId === id || metadata['for'] === id);
        expect(own.map(({ userId }) => userId)).toEqual([sender, sender]);
        expect(actionsOf(own)).toEqual(['count success', 'buy success']);
        expectOneTree(own);
      }
      expect(new Set(entries.map(({ traceId }) => traceId)).size).toBe(100);
    });
  });

  describe('a script', () => {
    it('should have all its entries in the log when it has ended', async () => {
      const end = await runToTheEnd({ program: 'audited-script.ts', args: [], databaseUrl: database.url });
      expect(end).toMatchObject({ code: 0, output: 'bought 7\n', errors: '' });
      app = await (await compiled()).createNestApplication({ logger: false }).init();
      const entries = await new LogReader(app).all();
      expect(actionsOf(entries)).toEqual(['count success', 'buy success', 'run success']);
      expect(entries.map(({ userLabel }) => userLabel)).toEqual(['ada@example.com', 'ada@example.com', null]);
      expect(entries[2]).toMatchObject({ actorType: 'system', description: 'The system ran the script' });
    });
  });
});
