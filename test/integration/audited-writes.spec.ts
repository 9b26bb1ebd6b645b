import { In, LessThan, MoreThan } from 'typeorm';
import { auditedWrites, type AuditLog } from '../../src/audit/index.ts';
import { overtaken } from '../support/overtaken.ts';
import { createWarehouse, type Warehouse } from '../fixture/warehouse-app.ts';
import { Label, Shelf, StockCount, StockItem } from '../fixture/warehouse.entities.ts';

const LIMIT = 10;

function told({ actionType, resourceId, metadata }: AuditLog) {
  return { action: actionType, id: resourceId, changes: metadata['changes'] };
}

describe(auditedWrites.name, () => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await createWarehouse({ audit: { maxChangedRows: LIMIT } });
  });
  afterAll(() => warehouse.close());
  beforeEach(async () => {
    await warehouse.dataSource.query('TRUNCATE stock_items, stock_counts, shelves, stock_item_labels');
  });

  const items = () => auditedWrites(warehouse.dataSource.getRepository(StockItem));
  const counts = () => auditedWrites(warehouse.dataSource.getRepository(StockCount));

  /** Items with these quantities, in the order of their keys, that the log has told of already. */
  async function stock(...quantities: readonly number[]): Promise<StockItem[]> {
    const { manager } = warehouse;
    const made = quantities.map((quantity) => manager.create(StockItem, { sku: crypto.randomUUID(), quantity }));
    await manager.save(made);
    await warehouse.fresh();
    return made.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  }

  const fresh = async () => (await warehouse.fresh()).map(told);

  it.each([
    ['an id', ([one]: readonly StockItem[]) => one!.id, [0]],
    ['several ids', ([one, , three]: readonly StockItem[]) => [one!.id, three!.id], [0, 2]],
    ['an object', ([, two]: readonly StockItem[]) => ({ sku: two!.sku }), [1]],
    ['objects', ([one, two]: readonly StockItem[]) => [{ sku: one!.sku }, { id: two!.id }], [0, 1]],
    ['an operator', () => ({ version: LessThan(9) }), [0, 1, 2]],
    ['nothing that is there', () => ({ sku: 'none' }), []],
  ])('should tell each row of an update by %s, and give what TypeORM gives', async (_what, criteria, changed) => {
    const made = await stock(1, 1, 1);
    const result = await items().update(criteria(made), { quantity: 2, details: { a: [1] } });
    expect(result).toEqual({ raw: [], affected: changed.length, generatedMaps: [] });
    expect(await fresh()).toEqual(
      changed.map((index) => ({
        action: 'update',
        id: made[index]!.id,
        changes: {
          quantity: { from: 1, to: 2 },
          details: { from: null, to: { a: [1] } },
          version: { from: 1, to: 2 },
          updatedAt: expect.anything(),
        },
      })),
    );
  });

  it('should tell of hidden, masked and related fields what may be told', async () => {
    const shelf = await warehouse.manager.save(Shelf, { name: 'S' });
    const [item] = await stock(1);
    await items().update(item!.id, { note: 'n', supplierPrice: 3, shelf: { id: shelf.id }, size: { height: 2 } });
    const [entry] = await fresh();
    expect(entry!.changes).toMatchObject({
      note: { from: null, to: '[REDACTED]' },
      supplierPrice: { from: null, to: '[REDACTED]' },
      shelf: { from: null, to: shelf.id },
      'size.height': { from: null, to: 2 },
    });
  });

  it('should tell of what the database computes, and nothing of rows that stay the same', async () => {
    const [one, two] = await stock(4, 4);
    await items().increment({ id: one!.id }, 'quantity', 3);
    await counts().insert({ site: 'same', year: 1, counted: 5 });
    await fresh();
    await counts().update({ site: 'same' }, { counted: 5 });
    await items().update(two!.id, { seenAt: new Date() });
    await items().update(one!.id, { quantity: () => 'quantity * 2' });
    const entries = await fresh();
    expect(entries).toHaveLength(1);
    expect(entries[0]!.changes).toMatchObject({ quantity: { from: 7, to: 14 } });
  });

  it('should tell of rows that are deleted, softly or not, and brought back', async () => {
    const [one, two] = await stock(1, 2);
    expect(await items().softDelete({ quantity: In([1, 2]) })).toMatchObject({ affected: 2 });
    expect(await fresh()).toEqual(
      [one, two].map((item) => ({
        action: 'delete',
        id: item!.id,
        changes: expect.objectContaining({ deletedAt: { from: null, to: expect.any(String) } }),
      })),
    );
    expect(await items().softDelete(one!.id)).toMatchObject({ affected: 0 });
    expect(await fresh()).toEqual([]);
    expect(await items().restore(one!.id)).toMatchObject({ affected: 1 });
    expect(await fresh()).toMatchObject([{ action: 'restore', id: one!.id }]);
    expect(await items().delete({ version: MoreThan(0) })).toMatchObject({ affected: 2 });
    expect(await fresh()).toMatchObject(
      [one, two].map((item) => ({ action: 'delete', id: item!.id, changes: { sku: { from: item!.sku, to: null } } })),
    );
  });

  it('should tell apart what an upsert has inserted and what it has updated', async () => {
    const { manager } = warehouse;
    await manager.save(StockCount, [
      { site: 'a', year: 1, counted: 1 },
      { site: 'b', year: 1, counted: 1 },
    ]);
    await warehouse.fresh();
    await counts().upsert(
      ['a', 'b', 'c'].map((site, index) => ({ site, year: 1, counted: index + 1 })),
      ['site', 'year'],
    );
    expect(await fresh()).toEqual([
      { action: 'update', id: 'b,1', changes: { counted: { from: 1, to: 2 } } },
      { action: 'create', id: 'c,1', changes: expect.objectContaining({ counted: { from: null, to: 3 } }) },
    ]);
  });

  it('should not claim that it has created a row that somebody else has created just before', async () => {
    const insert = { sql: `INSERT INTO stock_counts (site, year, counted) VALUES ('race', 1, 1)` };
    await overtaken(warehouse.dataSource, insert, () =>
      counts().upsert({ site: 'race', year: 1, counted: 2 }, ['site', 'year']),
    );
    expect(await fresh()).toMatchObject([
      { action: 'update', id: 'race,1', changes: { counted: { from: '[unknown]', to: 2 } } },
    ]);
  });

  it('should tell of statements of query builders', async () => {
    const made = await stock(1, 2, 3);
    const one = made.find(({ quantity }) => quantity === 1);
    const [two, three] = made.filter((item) => item !== one);
    const builder = () => items().createQueryBuilder('item');
    await builder().update().set({ quantity: 9 }).where('quantity > :least', { least: 1 }).execute();
    expect((await fresh()).map(({ id }) => id)).toEqual([two!.id, three!.id]);
    await builder().softDelete().where({ id: one!.id }).execute();
    expect(await fresh()).toMatchObject([{ action: 'delete', id: one!.id }]);
    await auditedWrites(warehouse.manager)
      .createQueryBuilder()
      .delete()
      .from(StockItem)
      .where('quantity = 9')
      .execute();
    expect(await fresh()).toMatchObject([{ id: two!.id }, { id: three!.id }]);
    await builder().insert().values({ sku: 'built' }).execute();
    expect(await fresh()).toMatchObject([{ action: 'create', changes: { sku: { from: null, to: 'built' } } }]);
  });

  it('should write all rows, keep as many as it may, and say how many more there were', async () => {
    const made = await stock(...Array<number>(LIMIT + 5).fill(1));
    expect(await items().update({ quantity: 1 }, { quantity: 2 })).toMatchObject({ affected: LIMIT + 5 });
    const entries = await warehouse.fresh();
    expect(entries.slice(0, LIMIT).map(({ resourceId }) => resourceId)).toEqual(
      made.slice(0, LIMIT).map(({ id }) => id),
    );
    expect(entries.slice(LIMIT)).toMatchObject([
      { description: 'The system updated 5 more rows of stock item', metadata: { changedRows: 5 } },
    ]);
    expect(await warehouse.manager.countBy(StockItem, { quantity: 2 })).toBe(LIMIT + 5);
  });

  it('should stand or fall with the transaction of the caller', async () => {
    const [one] = await stock(1);
    const failed = warehouse.manager.transaction(async (manager) => {
      await auditedWrites(manager).update(StockItem, one!.id, { quantity: 2 });
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await fresh()).toEqual([]);
    await auditedWrites(warehouse.manager).transaction(async (manager) => {
      await manager.getRepository(StockItem).update(one!.id, { quantity: 3 });
      expect(await fresh()).toEqual([]);
    });
    expect(await fresh()).toMatchObject([{ id: one!.id, changes: { quantity: { from: 1, to: 3 } } }]);
  });

  it('should fail as TypeORM fails, and leave nothing', async () => {
    const [one] = await stock(1);
    await expect(items().update({}, { quantity: 2 })).rejects.toThrow('Empty criteria(s) are not allowed');
    await expect(items().update(one!.id, { quantity: 'x' as never })).rejects.toThrow('invalid input syntax');
    await expect(items().delete({ none: 1 } as never)).rejects.toThrow('none');
    expect(await fresh()).toEqual([]);
  });

  it('should tell one story of two writes that race', async () => {
    const [one] = await stock(0);
    await Promise.all(Array.from({ length: 8 }, () => items().increment({ id: one!.id }, 'quantity', 1)));
    const steps = (await fresh()).map(
      ({ changes }) => (changes as { quantity: { from: number; to: number } }).quantity,
    );
    expect(steps.toSorted((a, b) => a.from - b.from)).toEqual(
      Array.from({ length: 8 }, (_, from) => ({ from, to: from + 1 })),
    );
  });

  it('should leave entities alone that are not marked, and all other methods as they are', async () => {
    const labels = auditedWrites(warehouse.dataSource.getRepository(Label));
    const { id } = await labels.save({ name: 'plain' });
    await labels.update(id, { name: 'other' });
    expect(await labels.findOneBy({ id })).toMatchObject({ name: 'other' });
    expect(await fresh()).toEqual([]);
  });
});

describe('statements without auditedWrites', () => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await createWarehouse();
  });
  afterAll(() => warehouse.close());

  async function stock(): Promise<StockItem> {
    const item = await warehouse.manager.save(StockItem, { sku: crypto.randomUUID(), quantity: 1 });
    await warehouse.fresh();
    return item;
  }

  it('should tell what was set and to how many rows, and not what was before', async () => {
    const { id } = await stock();
    await warehouse.manager.update(StockItem, id, { quantity: 4, supplierPrice: 1, version: () => 'version + 1' });
    const [entry, ...more] = await warehouse.fresh();
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ actionType: 'update', resourceId: null });
    expect(entry!.description).toBe('The system updated 1 row of stock item');
    expect(entry!.metadata).toEqual({
      changedRows: 1,
      changes: {
        quantity: { from: '[unknown]', to: 4 },
        supplierPrice: { from: '[unknown]', to: '[REDACTED]' },
        version: { from: '[unknown]', to: '[unknown]' },
      },
    });
  });

  it.each([
    ['deletes', 'delete', (id: string) => warehouse.manager.delete(StockItem, id)],
    ['deletes softly', 'delete', (id: string) => warehouse.manager.softDelete(StockItem, id)],
  ])('should tell how many rows a statement %s', async (_what, action, write) => {
    const { id } = await stock();
    await write(id);
    await write(crypto.randomUUID());
    expect(await warehouse.fresh()).toMatchObject([{ actionType: action, metadata: { changedRows: 1 } }]);
  });

  it('should tell an upsert once, as what it is', async () => {
    await stock();
    await warehouse.manager.upsert(StockItem, [{ sku: 'u1' }, { sku: 'u2' }], ['sku']);
    expect(await warehouse.fresh()).toMatchObject([{ actionType: 'upsert', metadata: { changedRows: 2 } }]);
  });

  it('should tell each row of an insert', async () => {
    await warehouse.manager.insert(StockItem, [{ sku: 'i1' }, { sku: 'i2', quantity: 2 }]);
    const entries = await warehouse.fresh();
    expect(entries.map(({ metadata }) => metadata['changes'])).toMatchObject([
      { sku: { to: 'i1' }, quantity: { to: 0 } },
      { sku: { to: 'i2' }, quantity: { to: 2 } },
    ]);
  });
});
