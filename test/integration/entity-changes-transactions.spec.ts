import type { EntityManager, QueryRunner } from 'typeorm';
import { type CuttableProxy, createCuttableProxy } from '../support/cuttable-proxy.ts';
import { createWarehouse, type Warehouse } from '../fixture/warehouse-app.ts';
import { Reservation, StockCount, StockItem } from '../fixture/warehouse.entities.ts';

const SITE = 'tx';

/** Saves a row that no other test knows. */
async function save(manager: EntityManager, year: number, counted = 0): Promise<void> {
  await manager.save(StockCount, { site: SITE, year, counted });
}

describe('changes in transactions', () => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await createWarehouse({ audit: { maxChangedRows: 20 } });
  });
  afterAll(() => warehouse.close());
  afterEach(async () => {
    await warehouse.dataSource.query('TRUNCATE stock_counts');
    await warehouse.fresh();
  });

  /** The years of the rows that the log tells of. */
  async function recorded(): Promise<readonly (string | undefined)[]> {
    return (await warehouse.fresh()).map(({ resourceId }) => resourceId?.split(',')[1]);
  }

  /** The years of the rows that are there, and with them the log must agree. */
  async function expectAgreement(): Promise<void> {
    const rows = await warehouse.manager.find(StockCount, { order: { year: 'ASC' } });
    expect((await recorded()).toSorted((a, b) => Number(a) - Number(b))).toEqual(rows.map(({ year }) => String(year)));
  }

  async function withRunner(work: (runner: QueryRunner) => Promise<void>): Promise<void> {
    const runner = warehouse.dataSource.createQueryRunner();
    try {
      await work(runner);
    } finally {
      if (runner.isTransactionActive && !runner.isReleased) await runner.rollbackTransaction(); // of a test that fails
      await runner.release();
    }
  }

  it('should tell nothing before the commit and all after it', async () => {
    await warehouse.manager.transaction(async (manager) => {
      await save(manager, 1);
      await save(manager, 2);
      expect(await warehouse.fresh()).toEqual([]);
    });
    expect(await recorded()).toEqual(['1', '2']);
  });

  it('should tell nothing of what was rolled back', async () => {
    const failed = warehouse.manager.transaction(async (manager) => {
      await save(manager, 1);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await expectAgreement();
  });

  it('should tell nothing of a save whose own transaction fails', async () => {
    const rows = [
      { site: SITE, year: 1, counted: 1 },
      { site: SITE, year: 2, counted: 'no number' as unknown as number },
    ];
    await expect(warehouse.manager.save(StockCount, rows)).rejects.toThrow('invalid input syntax');
    expect(await recorded()).toEqual([]);
  });

  it('should forget a savepoint that was rolled back, and keep what was around it', async () => {
    await warehouse.manager.transaction(async (outer) => {
      await save(outer, 1);
      await outer.transaction((inner) => save(inner, 2));
      const failed = outer.transaction(async (inner) => {
        await save(inner, 3);
        await inner.transaction((innermost) => save(innermost, 4));
        throw new Error('no');
      });
      await expect(failed).rejects.toThrow('no');
      await outer.transaction((inner) => save(inner, 5));
      await save(outer, 6);
    });
    expect(await recorded()).toEqual(['1', '2', '5', '6']);
  });

  it('should follow a query runner that is driven by hand, one transaction after the other', async () => {
    await withRunner(async (runner) => {
      await runner.startTransaction();
      await save(runner.manager, 1);
      await runner.rollbackTransaction();
      await runner.startTransaction();
      await save(runner.manager, 2);
      await runner.commitTransaction();
      await save(runner.manager, 3);
      expect(await recorded()).toEqual(['2', '3']);
    });
  });

  it('should keep apart what runs at the same time on several connections', async () => {
    await withRunner(async (one) => {
      await one.startTransaction();
      await save(one.manager, 1);
      await warehouse.manager.transaction((other) => save(other, 2));
      await warehouse.manager.insert(StockCount, { site: SITE, year: 3, counted: 0 });
      expect(await recorded()).toEqual(['2', '3']);
      await one.rollbackTransaction();
    });
    expect(await recorded()).toEqual([]);
  });

  it('should follow transactions and savepoints that are written as SQL', async () => {
    await withRunner(async (runner) => {
      await runner.query('BEGIN');
      await runner.manager.insert(StockCount, { site: SITE, year: 1, counted: 0 });
      await runner.query('SAVEPOINT mine');
      await runner.manager.insert(StockCount, { site: SITE, year: 2, counted: 0 });
      await runner.query('ROLLBACK TO SAVEPOINT mine');
      await runner.manager.insert(StockCount, { site: SITE, year: 3, counted: 0 });
      expect(await warehouse.fresh()).toEqual([]);
      await runner.query('COMMIT');
    });
    await expectAgreement();
  });

  it('should tell at once what is done without a transaction', async () => {
    await warehouse.manager.save(StockCount, { site: SITE, year: 1, counted: 0 }, { transaction: false });
    await warehouse.manager.insert(StockCount, { site: SITE, year: 2, counted: 0 });
    expect(await recorded()).toEqual(['1', '2']);
  });

  it('should tell nothing of a commit that the database answers with a rollback', async () => {
    await warehouse.manager.transaction(async (manager) => {
      await save(manager, 1);
      await expect(manager.query('SELECT 1/0')).rejects.toThrow('division by zero');
    });
    await expectAgreement();
  });

  it('should tell nothing of a commit that fails, and go on', async () => {
    await warehouse.manager.save(Reservation, { id: 1, slot: 1 });
    await warehouse.fresh();
    await withRunner(async (runner) => {
      await runner.startTransaction();
      await save(runner.manager, 1);
      await runner.manager.save(Reservation, { id: 2, slot: 1 });
      await expect(runner.commitTransaction()).rejects.toThrow('unique constraint');
      await runner.rollbackTransaction();
      await runner.startTransaction();
      await save(runner.manager, 2);
      await runner.commitTransaction();
    });
    await expectAgreement();
  });

  it('should tell nothing of a transaction that is released without an end', async () => {
    await withRunner(async (runner) => {
      await runner.startTransaction();
      await save(runner.manager, 1);
      const client = (await runner.connect()) as { query(sql: string): Promise<unknown> };
      await runner.release();
      await client.query('ROLLBACK'); // the pool would give the open transaction to the next one
    });
    expect(await recorded()).toEqual([]);
    await expectAgreement();
  });

  it('should tell nothing of a transaction whose connection is lost', async () => {
    await withRunner(async (runner) => {
      await runner.startTransaction();
      await save(runner.manager, 1);
      const [{ pid }] = (await runner.query('SELECT pg_backend_pid() AS pid')) as [{ pid: number }];
      await warehouse.dataSource.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
      await expect(save(runner.manager, 2)).rejects.toThrow(/released|terminat/i);
      await runner.rollbackTransaction().catch(() => undefined);
    });
    await expectAgreement();
  });

  it('should keep as much of a transaction as it may, and say how much more there was', async () => {
    await warehouse.manager.transaction(async (manager) => {
      for (let year = 1; year <= 15; year += 1) await save(manager, year);
      const failed = manager.transaction(async (inner) => {
        for (let year = 16; year <= 30; year += 1) await save(inner, year);
        throw new Error('no');
      });
      await expect(failed).rejects.toThrow('no');
      for (let year = 31; year <= 38; year += 1) await save(manager, year);
      await manager.delete(StockCount, { year: 1 });
    });
    const entries = await warehouse.fresh();
    expect(entries.slice(0, 20).map(({ actionType }) => actionType)).toEqual(Array<string>(20).fill('create'));
    expect(entries.slice(20).map(({ description, metadata }) => [description, metadata])).toEqual([
      ['The system created 3 more rows of stock count', { changedRows: 3 }],
      ['The system deleted 1 more row of stock count', { changedRows: 1 }],
    ]);
  });

  it('should tell what a row was when it was saved, whatever becomes of the object before the commit', async () => {
    await warehouse.manager.transaction(async (manager) => {
      const item = manager.create(StockItem, { sku: 'kept', details: { a: 1 } });
      await manager.save(item);
      Object.assign(item.details!, { a: 2 });
      item.sku = 'changed';
    });
    const [entry] = await warehouse.fresh();
    expect(entry!.metadata['changes']).toMatchObject({ sku: { to: 'kept' }, details: { to: { a: 1 } } });
  });
});

describe('a commit whose answer is lost', () => {
  it('should leave entries that say that nobody knows whether it was done', async () => {
    let proxy: CuttableProxy | undefined;
    const reach = async (url: string): Promise<string> => (proxy = await createCuttableProxy(url)).url;
    const warehouse = await createWarehouse({ reach });
    const runner = warehouse.dataSource.createQueryRunner();
    await runner.startTransaction();
    await save(runner.manager, 1);
    proxy!.freeze();
    const failure = runner.commitTransaction().catch(String);
    await proxy!.cut();
    expect(await failure).toContain('Connection terminated');
    await proxy!.restore();
    const [entry, ...more] = await warehouse.fresh();
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ status: 'failure', resourceId: `${SITE},1` });
    expect(entry!.description).toBe(
      'The system tried to create stock count tx,1: ' +
        'the connection was lost at the commit, and whether it was done is not known',
    );
    expect(entry!.metadata).toMatchObject({ attemptedChanges: { counted: { from: null, to: 0 } } });
    await warehouse.app.close();
    await proxy!.cut();
    await warehouse.close();
  });
});

describe('changes of requests that run at the same time', () => {
  it('should belong each to the request that made them, on fewer connections than requests', async () => {
    const warehouse = await createWarehouse({ source: { extra: { max: 5 } } });
    const users = Array.from({ length: 200 }, (_, index) => `user-${index}`);
    const answers = await Promise.all(
      users.map((user) =>
        fetch(`${warehouse.url}/items`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-user': user, 'x-request-id': `request-${user}` },
          body: JSON.stringify({ sku: user }),
        }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    const items = await warehouse.dataSource.getRepository(StockItem).find();
    const skus = new Map(items.map(({ id, sku }) => [id, sku]));
    const entries = await warehouse.fresh();
    expect(entries).toHaveLength(400);
    for (const { userId, resourceId } of entries) expect(userId).toBe(skus.get(resourceId!));
    for (const action of ['create', 'update']) {
      const told = entries.filter(({ actionType }) => actionType === action);
      expect(new Set(told.map(({ userId }) => userId))).toEqual(new Set(users));
      expect(new Set(told.map(({ requestId }) => requestId)).size).toBe(200);
    }
    await warehouse.close();
  });
});
