import type { AuditLog } from '../../src/audit/index.ts';
import { overtaken } from '../support/overtaken.ts';
import { createWarehouse, type Warehouse } from '../fixture/warehouse-app.ts';
import { Label, Shelf, StockCount, StockItem } from '../fixture/warehouse.entities.ts';

/** What an entry tells, without what is the same for all. */
function told({ actionType, resourceType, resourceId, metadata }: AuditLog) {
  return { action: actionType, resource: resourceType, id: resourceId, changes: metadata['changes'] };
}

describe('changes of audited entities', () => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await createWarehouse();
  });
  afterAll(() => warehouse.close());

  async function only(): Promise<ReturnType<typeof told>> {
    const entries = (await warehouse.fresh()).map(told);
    expect(entries).toHaveLength(1);
    return entries[0]!;
  }

  async function anItem(values: Partial<StockItem> = {}): Promise<StockItem> {
    const { manager } = warehouse;
    const item = await manager.save(manager.create(StockItem, { sku: crypto.randomUUID(), ...values }));
    await warehouse.fresh();
    return item;
  }

  it('should tell what an insert made, defaults and what TypeORM adds included', async () => {
    const { manager } = warehouse;
    const item = await manager.save(manager.create(StockItem, { sku: 'new', supplierPrice: 3, note: 'hidden' }));
    expect(await only()).toEqual({
      action: 'create',
      resource: 'stock_item',
      id: item.id,
      changes: {
        id: { from: null, to: item.id },
        sku: { from: null, to: 'new' },
        quantity: { from: null, to: 0 },
        supplierPrice: { from: null, to: '[REDACTED]' },
        note: { from: null, to: '[REDACTED]' },
        'size.width': { from: null, to: 1 },
        createdAt: { from: null, to: item.createdAt.toISOString() },
        updatedAt: { from: null, to: item.updatedAt.toISOString() },
        version: { from: null, to: 1 },
      },
    });
  });

  it('should tell what was and what is, when a loaded entity is saved', async () => {
    const { id } = await anItem({ quantity: 1, details: { a: 1, b: [1] } });
    const items = warehouse.dataSource.getRepository(StockItem);
    const item = await items.findOneByOrFail({ id });
    const before = item.updatedAt;
    await items.save(Object.assign(item, { quantity: 2, details: { a: 1, b: [2] } }));
    expect(await only()).toEqual({
      action: 'update',
      resource: 'stock_item',
      id,
      changes: {
        quantity: { from: 1, to: 2 },
        details: { from: { a: 1, b: [1] }, to: { a: 1, b: [2] } },
        updatedAt: { from: before.toISOString(), to: item.updatedAt.toISOString() },
        version: { from: 1, to: 2 },
      },
    });
  });

  it('should tell only of the fields that were given, when a partial object is saved that nobody has loaded', async () => {
    const { id } = await anItem({ quantity: 1, price: '10.00', supplierPrice: 4 });
    await warehouse.manager.save(StockItem, { id, quantity: 5, supplierPrice: null, size: { height: 3 } });
    const { changes } = await only();
    expect(changes).toEqual({
      quantity: { from: 1, to: 5 },
      supplierPrice: { from: '[REDACTED]', to: null },
      'size.height': { from: null, to: 3 },
      updatedAt: expect.anything(),
      version: { from: 1, to: 2 },
    });
  });

  it.each([
    ['nothing', {}],
    ['the same number in another spelling', { price: 10 }],
    ['only a field that is excluded', { seenAt: new Date() }],
  ])('should leave no entry, when %s is saved', async (_what, values) => {
    const { id } = await anItem({ quantity: 1, price: '10.00' });
    await warehouse.manager.save(StockItem, { id, ...values });
    expect(await warehouse.fresh()).toEqual([]);
  });

  it('should not claim to know what was, of a column that TypeORM does not read', async () => {
    const { id } = await anItem({ note: 'a' });
    await warehouse.manager.save(StockItem, { id, note: 'b' });
    expect((await only()).changes).toMatchObject({ note: { from: '[unknown]', to: '[REDACTED]' } });
  });

  it('should tell of a relation by its key', async () => {
    const shelf = await warehouse.manager.save(Shelf, { name: 'A' });
    const { id } = await anItem({ shelf });
    await warehouse.manager.save(StockItem, { id, shelf: null });
    expect((await only()).changes).toMatchObject({ shelf: { from: shelf.id, to: null } });
    await warehouse.manager.save(StockItem, { id, shelf: { id: shelf.id } });
    expect((await only()).changes).toMatchObject({ shelf: { from: null, to: shelf.id } });
  });

  it('should tell of each row that a cascade writes, and of links to others', async () => {
    const { manager } = warehouse;
    const label = await manager.save(Label, { name: 'fragile' });
    const items = [manager.create(StockItem, { sku: 'c1', labels: [label, manager.create(Label, { name: 'new' })] })];
    const shelf = await manager.save(manager.create(Shelf, { name: 'B', items }));
    const [item] = shelf.items;
    const entries = (await warehouse.fresh()).map(told);
    expect(entries.map(({ action, resource, id }) => [action, resource, id])).toEqual([
      ['create', 'shelf', String(shelf.id)],
      ['create', 'stock_item', item!.id],
    ]);
    const [added, other] = item!.labels.map(({ id }) => String(id));
    const { labels } = entries[1]!.changes as Record<string, { to: string[] }>;
    expect(new Set(labels!.to)).toEqual(new Set([added, other]));
  });

  it('should tell what left a many-to-many relation and what came into it', async () => {
    const { manager } = warehouse;
    const labels = await manager.save(Label, [{ name: 'l1' }, { name: 'l2' }, { name: 'l3' }]);
    const [one, two, three] = labels.map((label) => manager.create(Label, label));
    const { id } = await anItem({ labels: [one!, two!] });
    await manager.save(StockItem, { id, labels: [two!, three!] });
    expect(await only()).toEqual({
      action: 'update',
      resource: 'stock_item',
      id,
      changes: { labels: { from: [String(one!.id)], to: [String(three!.id)] } },
    });
    await manager.save(StockItem, { id, quantity: 9, labels: [] });
    expect((await only()).changes).toMatchObject({
      quantity: { from: 0, to: 9 },
      labels: { from: [String(two!.id), String(three!.id)], to: [] },
    });
  });

  it('should tell that a row was changed from the other side of its relation', async () => {
    const { manager } = warehouse;
    const { id } = await anItem();
    const shelf = await manager.save(Shelf, { name: 'C' });
    await warehouse.fresh();
    await manager.save(Shelf, { id: shelf.id, items: [{ id }] });
    expect(await only()).toMatchObject({
      action: 'update',
      id,
      changes: { version: { from: 1, to: 2 }, updatedAt: expect.anything() },
    });
    await manager.save(Shelf, { id: shelf.id, items: [] });
    const [entry, ...more] = await warehouse.fresh();
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ resourceId: null, metadata: { changedRows: 1 } });
    expect(entry!.description).toBe('The system updated 1 row of stock item');
  });

  it('should tell what a removed row was', async () => {
    const item = await anItem({ quantity: 3, labels: await warehouse.manager.save(Label, [{ name: 'gone' }]) });
    const [id, label] = [item.id, String(item.labels[0]!.id)];
    await warehouse.manager.remove(item);
    const entry = await only();
    expect(entry).toMatchObject({ action: 'delete', resource: 'stock_item', id });
    expect(entry.changes).toMatchObject({
      quantity: { from: 3, to: null },
      labels: { from: [label], to: [] },
    });
  });

  it('should tell of soft removal and recovery', async () => {
    const item = await anItem();
    const items = warehouse.dataSource.getRepository(StockItem);
    await items.softRemove(item);
    expect(await only()).toMatchObject({
      action: 'delete',
      id: item.id,
      changes: { deletedAt: { from: null, to: expect.any(String) } },
    });
    await items.recover(item);
    expect(await only()).toMatchObject({
      action: 'restore',
      id: item.id,
      changes: { deletedAt: { from: expect.any(String), to: null } },
    });
  });

  it('should name rows with a composite key by all its parts', async () => {
    await warehouse.manager.save(StockCount, { site: 'north', year: 2026, counted: 3 });
    expect(await only()).toMatchObject({ action: 'create', resource: 'stock_count', id: 'north,2026' });
  });

  it.each([
    ['removed', (item: StockItem) => warehouse.manager.remove(item)],
    ['removed softly', (item: StockItem) => warehouse.manager.softRemove(item)],
    ['saved', (item: StockItem) => warehouse.manager.save(Object.assign(item, { quantity: 5 }))],
  ])('should say nothing of a row that somebody else has removed just before it was %s', async (_what, write) => {
    const item = await anItem();
    const remove = { sql: 'DELETE FROM stock_items WHERE id = $1', parameters: [item.id] };
    await overtaken(warehouse.dataSource, remove, () => write(item));
    expect(await warehouse.fresh()).toEqual([]);
  });

  it('should say nothing of entities that are not marked', async () => {
    await warehouse.manager.save(Label, { name: 'silent' });
    expect(await warehouse.fresh()).toEqual([]);
  });
});
