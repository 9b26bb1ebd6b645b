import type { INestApplicationContext, Type } from '@nestjs/common';
import { ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { type AuditModuleOptions, AuditService, expectAudit } from '../../src/audit/index.ts';
import { createGuideApp, type GuideApp } from './support/guide-app.ts';
import { guide } from './support/typescript-modules.ts';

describe('docs/guides/outside-http.md', () => {
  interface Parts {
    readonly Reminders: Type;
    readonly ReminderMails: Type;
    readonly ReminderWorker: Type<{ handle(message: object): Promise<void> }>;
    remindAll(app: INestApplicationContext): Promise<void>;
    recordBounce(audit: AuditService, address: string): void;
  }
  let parts: Parts;
  let host: GuideApp;
  beforeEach(async () => {
    parts = await guide<Parts>('outside-http');
    const providers = [parts.Reminders, parts.ReminderMails, parts.ReminderWorker];
    host = await createGuideApp({ imports: [ScheduleModule.forRoot()], providers });
  });
  afterEach(() => host.close());

  it('should record what a timer does', async () => {
    const [job] = host.app.get(SchedulerRegistry).getCronJobs().values();
    await job!.fireOnTick();
    expect(await host.log.only()).toMatchObject({
      description: 'The system ran the morning run',
      metadata: { sent: 3 },
    });
  });

  it('should do the work of a queue in the name of who has asked', async () => {
    const askedBy = { id: '1', label: 'ada@example.com' };
    await host.app.get(parts.ReminderWorker).handle({ invoice: '7', askedBy });
    expect(await host.log.only()).toMatchObject({
      actorType: 'system',
      userId: '1',
      resourceId: '7',
      userLabel: 'ada@example.com',
      description: 'Invoice 7 was reminded of',
    });
  });

  it('should record by hand', async () => {
    parts.recordBounce(host.app.get(AuditService), 'bob@example.com');
    expect(await host.log.only()).toMatchObject({
      actorType: 'service',
      status: 'failure',
      userId: 'mail',
      description: 'The mail to bob@example.com came back',
    });
  });

  it('should have all of a script in the log when it has ended', async () => {
    const other = await new DataSource({ ...host.app.get(DataSource).options, entities: [] }).initialize();
    await parts.remindAll(host.app);
    const rows = await other.query<object[]>(`SELECT user_id, user_label, actor_type FROM audit_logs`);
    await other.destroy();
    expect(rows).toEqual([{ user_id: 'remind-all', user_label: 'npm run remind-all', actor_type: 'service' }]);
  });
});

describe('docs/guides/entities.md', () => {
  interface Customers {
    rename(id: string, name: string): Promise<void>;
    deactivateAll(name: string): Promise<void>;
    close(id: string): Promise<void>;
  }
  let host: GuideApp;
  let customers: Customers;
  let add: (customer: object) => Promise<unknown>;
  beforeAll(async () => {
    const parts = await guide<{ Customer: Type; Customers: Type<Customers> }>('entities');
    host = await createGuideApp({ entities: [parts.Customer], providers: [parts.Customers] });
    customers = host.app.get(parts.Customers);
    add = (customer) => host.app.get(DataSource).getRepository(parts.Customer).save(customer);
  });
  afterAll(() => host.close());

  it('should tell what was and what is', async () => {
    await add({ id: '1', name: 'Ada', bankAccount: 'DE-1' });
    expect((await host.log.only()).metadata['changes']).toMatchObject({
      name: { from: null, to: 'Ada' },
      bankAccount: { from: null, to: '[REDACTED]' },
    });
    await customers.rename('1', 'Grace');
    expect(await host.log.only()).toMatchObject({ resourceType: 'customer', resourceId: '1' });
    expect((await host.log.all()).at(-1)?.metadata['changes']).toEqual({ name: { from: 'Ada', to: 'Grace' } });
  });

  it('should tell of each row of a statement', async () => {
    await add([
      { id: '2', name: 'Bob', bankAccount: null },
      { id: '3', name: 'Bob', bankAccount: null },
    ] as never);
    await host.log.fresh();
    await customers.deactivateAll('Bob');
    const entries = await host.log.fresh();
    expect(new Map(entries.map(({ resourceId, metadata }) => [resourceId, metadata['changes']]))).toEqual(
      new Map(['2', '3'].map((id) => [id, { isActive: { from: true, to: false } }])),
    );
  });

  it('should store what is recorded in the transaction', async () => {
    await customers.close('1');
    expect(await host.log.fresh()).toContainEqual(
      expect.objectContaining({ resourceType: 'customer_account', resourceId: '1', actionType: 'deactivate' }),
    );
  });
});

describe('docs/guides/delivery-classes.md', () => {
  it('should record each class, and name a journal that syncs each time', async () => {
    const { KeysController, audit } = await guide<{ KeysController: Type; audit: object }>('delivery-classes');
    const host = await createGuideApp({ controllers: [KeysController] });
    expect(await host.send('DELETE /keys/7')).toEqual([200, '']);
    expect(await host.log.only()).toMatchObject({ actionType: 'delete', resourceId: '7', status: 'success' });
    expect((await host.send('GET /keys/7/usage'))[0]).toBe(200);
    expect((await host.log.fresh()).map(({ actionType }) => actionType).toSorted()).toEqual(['read', 'run']);
    expect(JSON.stringify(audit)).toContain('"sync":"always"');
    await host.close();
  });
});

describe('docs/guides/redact.md', () => {
  it('should show how to see that nothing leaks, and that it would be seen', async () => {
    const parts = await guide<{
      CardsController: Type;
      options: AuditModuleOptions;
      secretsThatLeak(app: object, send: (secret: string) => Promise<unknown>): Promise<boolean>;
    }>('redact');
    const host = await createGuideApp({
      controllers: [parts.CardsController],
      audit: parts.options,
    });
    const post = (body: object) => host.send('POST /cards', { body });
    expect(await parts.secretsThatLeak(host.app, (loyaltyCode) => post({ owner: 'Ada', loyaltyCode }))).toBe(false);
    expect(await parts.secretsThatLeak(host.app, (note) => post({ owner: 'Ada', note }))).toBe(true);
    await expectAudit(host.app).notToHaveRecorded({});
    expect((await host.log.all())[0]!.metadata).toMatchObject({
      given: { owner: 'Ada', loyaltyCode: '[REDACTED]' },
      http: { body: { owner: 'Ada', loyaltyCode: '[REDACTED]' } },
    });
    await host.close();
  });
});
