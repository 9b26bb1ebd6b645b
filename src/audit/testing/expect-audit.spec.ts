import { AssertionError } from 'node:assert';
import { Injectable } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  type AuditActor,
  AuditActorResolver,
  Audited,
  AuditService,
  AuditTestingModule,
  expectAudit,
} from '../index.ts';
import type { AuditExpectation } from './expect-audit.ts';

@Injectable()
class OrderService {
  @Audited<OrderService['place']>({
    category: 'shop',
    action: 'create',
    resource: 'order',
    resourceId: ({ result }) => result?.id,
    metadata: ({ args }) => ({ item: args?.[0], password: 'hunter2' }),
  })
  place(item: string): { readonly id: string } {
    if (item === 'gone') throw new RangeError('The item is gone');
    return { id: '7' };
  }
}

@Injectable()
class AdaResolver extends AuditActorResolver {
  override resolve(): AuditActor {
    return { type: 'user', id: 'ada' };
  }
}

let app: TestingModule;
let orders: OrderService;
let audit: AuditExpectation;
beforeEach(async () => {
  app = await Test.createTestingModule({
    imports: [AuditTestingModule.forRoot()],
    providers: [OrderService],
  }).compile();
  await app.init();
  orders = app.get(OrderService);
  audit = expectAudit(app);
});
afterEach(() => app.close());

async function messageOf(failing: Promise<unknown>): Promise<string> {
  const error: unknown = await failing.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AssertionError)) throw new Error(`An AssertionError was expected, not ${String(error)}`);
  return error.message;
}

describe('AuditTestingModule', () => {
  it('should capture, complete and redact without a database', async () => {
    orders.place('book');
    app.get(AuditService).record({ category: 'shop', action: 'count', metadata: { token: 'AB-1234' } });
    expect(await audit.entries()).toEqual([
      expect.objectContaining({
        id: expect.stringMatching(/^[\da-f-]{36}$/),
        timestamp: expect.stringMatching(/Z$/),
        category: 'shop',
        actionType: 'create',
        resourceId: '7',
        status: 'success',
        description: 'The system created order 7',
        metadata: { item: 'book', password: '[REDACTED]', durationMs: expect.any(Number) },
      }),
      expect.objectContaining({ actionType: 'count', metadata: { token: '[REDACTED]' } }),
    ]);
  });

  it('should capture requests, those that nothing answers included', async () => {
    const module = await Test.createTestingModule({
      imports: [AuditTestingModule.forRoot({ actorResolver: AdaResolver })],
    }).compile();
    const http = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    await http.init();
    const looking = expectAudit(http);
    const { statusCode } = await http.inject({ url: '/nowhere?token=abc' });
    expect(statusCode).toBe(404);
    await looking.toHaveRecordedOnly([
      { status: 'failure', userId: 'ada', metadata: { http: { statusCode: 404, query: { token: '[REDACTED]' } } } },
    ]);
    await http.close();
  });

  it('should refuse options that AuditModule refuses', async () => {
    const module = Test.createTestingModule({ imports: [AuditTestingModule.forRoot({ batchSize: 0 })] });
    await expect(module.compile()).rejects.toThrow('batchSize');
  });
});

describe('AuditExpectation', () => {
  it('should give the first entry that is like what is expected, by fields at any depth', async () => {
    orders.place('book');
    orders.place('pen');
    const entry = await audit.toHaveRecorded({
      category: 'shop',
      resourceId: expect.any(String),
      description: /created order \d$/,
      severity: null,
      metadata: { item: 'pen', durationMs: expect.any(Number) },
    });
    expect(entry.metadata['item']).toBe('pen');
    await expect(audit.toHaveRecorded({})).resolves.toMatchObject({ metadata: { item: 'book' } });
  });

  it('should see only what is recorded after it was made, or after clear()', async () => {
    orders.place('book');
    const later = expectAudit(app);
    await later.toHaveRecordedOnly([]);
    orders.place('pen');
    await later.toHaveRecordedOnly([{ metadata: { item: 'pen' } }]);
    await audit.toHaveRecordedOnly([{ metadata: { item: 'book' } }, { metadata: { item: 'pen' } }]);
    audit.clear();
    expect(await audit.entries()).toEqual([]);
    orders.place('ink');
    await audit.toHaveRecordedOnly([{ metadata: { item: 'ink' } }]);
  });

  it('should tell entries apart by their order, not by a clock that is set', async () => {
    let now = new Date('2030-01-01T00:00:00Z');
    const module = await Test.createTestingModule({
      imports: [AuditTestingModule.forRoot({ clock: () => now })],
    }).compile();
    const record = (action: 'buy' | 'sum'): void => module.get(AuditService).record({ category: 'shop', action });
    record('buy');
    const looking = expectAudit(module);
    now = new Date('2020-01-01T00:00:00Z');
    record('sum');
    expect(await looking.toHaveRecordedOnly([{ actionType: 'sum', timestamp: now }])).toHaveLength(1);
    await module.close();
  });

  it('should show what is missing, and the closest entries with what differs', async () => {
    orders.place('book');
    expect(() => orders.place('gone')).toThrow(RangeError);
    const expected = { actionType: 'create', status: 'success', metadata: { item: 'pen', tags: ['a'] } } as const;
    expect(await messageOf(audit.toHaveRecorded(expected))).toBe(
      [
        'No audit entry has',
        "    actionType: 'create'",
        "    status: 'success'",
        "    metadata.item: 'pen'",
        "    metadata.tags.0: 'a'",
        'Found 2 entries:',
        '- "The system created order 7" (shop, create, success)',
        "    metadata.item: expected 'pen', found 'book'",
        "    metadata.tags: expected [ 'a' ], found undefined",
        '- "The system tried to create order and it failed: The item is gone" (shop, create, error)',
        "    status: expected 'success', found 'error'",
        "    metadata.item: expected 'pen', found 'gone'",
        "    metadata.tags: expected [ 'a' ], found undefined",
      ].join('\n'),
    );
  });

  it('should say so when nothing was recorded, and show matchers by what they ask for', async () => {
    const matchers = { description: /bob/, userId: expect.any(String), metadata: expect.objectContaining({ a: 1 }) };
    expect(await messageOf(audit.toHaveRecorded(matchers))).toBe(
      [
        'No audit entry has',
        '    description: /bob/',
        '    userId: Any<String>',
        '    metadata: ObjectContaining { a: 1 }',
        'Nothing was recorded since this began to look, or since clear().',
      ].join('\n'),
    );
  });

  it('should show the closest three of many', async () => {
    ['a', 'b', 'c', 'd'].forEach((item) => orders.place(item));
    const message = await messageOf(audit.toHaveRecorded({ metadata: { item: 'c', durationMs: -1 } }));
    expect(message).toContain(
      'The closest 3 of 4 entries:\n- "The system created order 7" (shop, create, success)\n    metadata.durationMs',
    );
    expect(message.match(/^- /gm)).toHaveLength(3);
  });

  it('should show what is there and should not be', async () => {
    await audit.notToHaveRecorded({ category: 'shop' });
    orders.place('book');
    await audit.notToHaveRecorded({ category: 'shop', status: 'error' });
    expect(await messageOf(audit.notToHaveRecorded({ category: 'shop' }))).toBe(
      [
        'An audit entry has',
        "    category: 'shop'",
        'and none should:',
        '- "The system created order 7" (shop, create, success)',
      ].join('\n'),
    );
  });

  it('should show place by place where a list differs', async () => {
    ['a', 'b'].forEach((item) => orders.place(item));
    expect(await messageOf(audit.toHaveRecordedOnly([{ metadata: { item: 'a' } }]))).toBe(
      [
        'Expected exactly 1 entry, found 2 entries:',
        '1. as expected: "The system created order 7" (shop, create, success)',
        '2. not expected: "The system created order 7" (shop, create, success)',
      ].join('\n'),
    );
    const items = ['a', 'c', 'd'].map((item) => ({ metadata: { item } }));
    expect(await messageOf(audit.toHaveRecordedOnly(items))).toBe(
      [
        'Expected exactly 3 entries, found 2 entries:',
        '1. as expected: "The system created order 7" (shop, create, success)',
        '2. different: "The system created order 7" (shop, create, success)',
        "    metadata.item: expected 'c', found 'b'",
        '3. missing:',
        "    metadata.item: 'd'",
      ].join('\n'),
    );
  });
});
