import { Logger } from '@nestjs/common';
import { Column, Entity, EventSubscriber, PrimaryColumn } from 'typeorm';
import { AuditedEntity, type AuditEntry } from '../../src/audit/index.ts';
import { NOWHERE } from '../../src/audit/entry/audit-record.ts';
import { AuditScope } from '../../src/audit/entry/audit-scope.ts';
import { createWarehouse, type Warehouse } from '../fixture/warehouse-app.ts';
import { StockCount, WAREHOUSE_ENTITIES } from '../fixture/warehouse.entities.ts';

const seen: string[] = [];

/** A subscriber of the host's, which changes what it is shown after the write. */
@EventSubscriber()
class HostSubscriber {
  afterInsert({ entity }: { entity?: { counted?: number } }): void {
    seen.push('host');
    if (entity?.counted === 13) throw new Error('refused by the host');
  }
}

/** Takes entries into itself, or wants none. */
class OwnScope extends AuditScope {
  readonly offered: AuditEntry[] = [];
  readonly #keeps: boolean;

  constructor(keeps: boolean) {
    super(NOWHERE);
    this.#keeps = keeps;
  }

  override absorb(entry: AuditEntry): boolean {
    this.offered.push(entry);
    return entry.resourceId === 'own,1';
  }

  override get keepsChanges(): boolean {
    return this.#keeps;
  }
}

@Entity('misnamed')
@AuditedEntity({ mask: ['pasword'] })
class Misnamed {
  @PrimaryColumn('int')
  id: number;

  @Column('text')
  password: string;
}

const count = (year: number, counted = 0) => ({ site: 'own', year, counted });

describe('what looks at changes', () => {
  let warehouse: Warehouse;
  let subscribers: number;
  beforeAll(async () => {
    warehouse = await createWarehouse({ source: { subscribers: [HostSubscriber] } });
    subscribers = warehouse.dataSource.subscribers.length;
  });
  afterAll(() => warehouse.close());

  it("should come after the host's subscribers", () => {
    expect(warehouse.dataSource.subscribers[0]).toBeInstanceOf(HostSubscriber);
    expect(subscribers).toBe(2);
  });

  it('should leave it to the host to refuse a write', async () => {
    await expect(warehouse.manager.save(StockCount, count(13, 13))).rejects.toThrow('refused by the host');
    expect(await warehouse.fresh()).toEqual([]);
    expect(seen).toContain('host');
  });

  it('should ask the scope of the change, at the commit, whether the entry is part of its own', async () => {
    const scope = new OwnScope(true);
    await warehouse.manager.transaction(async (manager) => {
      await scope.run(() => manager.save(StockCount, [count(1), count(2)]));
      expect(scope.offered).toEqual([]);
    });
    expect(scope.offered.map(({ resourceId }) => resourceId)).toEqual(['own,1', 'own,2']);
    expect((await warehouse.fresh()).map(({ resourceId }) => resourceId)).toEqual(['own,2']);
  });

  it('should look at nothing where changes are not wanted', async () => {
    await new OwnScope(false).run(async () => {
      await warehouse.manager.save(StockCount, count(3));
      await warehouse.manager.update(StockCount, { year: 3 }, { counted: 1 });
      await warehouse.manager.delete(StockCount, { year: 3 });
    });
    expect(await warehouse.fresh()).toEqual([]);
  });

  it('should make an entry of its own where the scope can not say whether it takes it', async () => {
    const scope = new OwnScope(true);
    scope.absorb = () => {
      throw new Error('broken');
    };
    await scope.run(() => warehouse.manager.save(StockCount, [count(4), count(5)]));
    expect(await warehouse.fresh()).toHaveLength(2);
  });

  it('should cost the entry and never the write when it fails, and say so once', async () => {
    const reported = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    const scope = new OwnScope(true);
    Object.defineProperty(scope, 'keepsChanges', {
      get: () => {
        throw new Error('broken');
      },
    });
    await scope.run(async () => {
      await warehouse.manager.save(StockCount, count(6));
      await warehouse.manager.save(StockCount, count(7));
    });
    expect(await warehouse.manager.countBy(StockCount, { site: 'own', year: 7 })).toBe(1);
    expect(await warehouse.fresh()).toEqual([]);
    expect(reported).toHaveBeenCalledTimes(1);
    reported.mockRestore();
  });

  it('should be gone with the application', async () => {
    const other = await createWarehouse();
    await other.close();
    expect(other.dataSource.subscribers).toEqual([]);
  });

  it('should refuse at the start a field that is not there', async () => {
    await expect(createWarehouse({ entities: [...WAREHOUSE_ENTITIES, Misnamed] })).rejects.toMatchObject({
      code: 'AUDIT_OPTIONS_INVALID',
      message: '@AuditedEntity of Misnamed names "pasword", which is no field of it; correct the name.',
    });
  });
});
