import { DataSource } from 'typeorm';
import { AuditLog, AuditService } from '../../src/audit/index.ts';
import { AuditScope } from '../../src/audit/entry/audit-scope.ts';
import { createWarehouse, type Warehouse } from '../fixture/warehouse-app.ts';
import { Label } from '../fixture/warehouse.entities.ts';

const ENTRY = { category: 'stock', action: 'run', resource: 'inventory', metadata: { password: 'hunter2' } } as const;

describe(`${AuditService.name}.recordIn`, () => {
  let warehouse: Warehouse;
  let now = new Date();
  beforeAll(async () => {
    warehouse = await createWarehouse({ audit: { clock: () => now } });
  });
  afterAll(() => warehouse.close());
  beforeEach(() => {
    now = new Date();
  });

  const labels = (name: string) => warehouse.manager.countBy(Label, { name });

  it('should store the entry with the change, complete and redacted, where it comes from included', async () => {
    const origin = {
      actor: { type: 'user', id: 'ada' },
      requestId: 'request-1',
      traceId: null,
      ipAddress: '10.0.0.1',
      userAgent: null,
    } as const;
    await new AuditScope(origin).run(() =>
      warehouse.manager.transaction(async (manager) => {
        await manager.save(Label, { name: 'both' });
        await warehouse.audit.recordIn(manager, ENTRY);
        expect(await warehouse.manager.countBy(AuditLog, { resourceType: 'inventory' })).toBe(0);
      }),
    );
    expect(await warehouse.fresh()).toMatchObject([
      { userId: 'ada', requestId: 'request-1', ipAddress: '10.0.0.1', metadata: { password: '[REDACTED]' } },
    ]);
    expect(await labels('both')).toBe(1);
  });

  it('should leave no entry when the transaction is rolled back', async () => {
    const failed = warehouse.manager.transaction(async (manager) => {
      await warehouse.audit.recordIn(manager, ENTRY);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await warehouse.fresh()).toEqual([]);
  });

  it('should fail with the database, so that the change is not made either', async () => {
    const address = { actor: undefined, requestId: null, traceId: null, userAgent: null, ipAddress: 'nowhere' };
    const failed = new AuditScope(address).run(() =>
      warehouse.manager.transaction(async (manager) => {
        await manager.save(Label, { name: 'neither' });
        await warehouse.audit.recordIn(manager, ENTRY);
      }),
    );
    await expect(failed).rejects.toThrow('invalid input syntax for type inet');
    expect(await labels('neither')).toBe(0);
  });

  it.each([
    ['without a transaction', () => warehouse.manager],
    ['of a transaction that has ended', () => ended()],
  ])('should refuse a manager %s', async (_what, manager) => {
    await expect(warehouse.audit.recordIn(await manager(), ENTRY)).rejects.toMatchObject({
      name: 'AuditError',
      code: 'AUDIT_NO_TRANSACTION',
    });
  });

  async function ended() {
    const runner = warehouse.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.commitTransaction();
    await runner.release();
    return runner.manager;
  }

  it('should refuse a manager of another DataSource', async () => {
    const { options } = warehouse.dataSource;
    const other = await new DataSource({ ...options, entities: [] }).initialize();
    const recorded = other.transaction((manager) => warehouse.audit.recordIn(manager, ENTRY));
    await expect(recorded).rejects.toMatchObject({ code: 'AUDIT_NO_TRANSACTION' });
    await other.destroy();
  });

  it('should make the partition of a month that has none, and leave the transaction usable', async () => {
    now = new Date('2033-03-03T03:03:03Z');
    await warehouse.manager.transaction(async (manager) => {
      await warehouse.audit.recordIn(manager, ENTRY);
      await warehouse.audit.recordIn(manager, ENTRY);
      await manager.save(Label, { name: 'future' });
    });
    expect(await warehouse.fresh()).toHaveLength(2);
    expect(await labels('future')).toBe(1);
  });

  it('should find the log although the transaction has a search path of its own', async () => {
    await warehouse.dataSource.query('CREATE SCHEMA tenant');
    await warehouse.manager.transaction(async (manager) => {
      await manager.query('SET LOCAL search_path TO tenant');
      await warehouse.audit.recordIn(manager, ENTRY);
    });
    expect(await warehouse.fresh()).toHaveLength(1);
  });
});
