import { Injectable } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import type { SettingKey } from './setting-catalogue.ts';
import { Setting } from './setting.entity.ts';

/** The stored settings, inside a transaction of the caller or on their own with `DataSource.manager`. */
@Injectable()
export class SettingsRepository {
  /** Those of the given settings that somebody has set, by their keys. */
  async find(manager: EntityManager, keys: readonly SettingKey[]): Promise<ReadonlyMap<string, Setting>> {
    const rows = await manager.findBy(Setting, { key: In(keys) });
    return new Map(rows.map((row) => [row.key, row]));
  }

  /** Makes other changes wait until the transaction ends, also of a setting that has no row yet. Reading goes on. */
  async lock(manager: EntityManager): Promise<void> {
    await manager.query('LOCK TABLE settings IN SHARE ROW EXCLUSIVE MODE');
  }

  /** @param value as it is stored, secrets sealed */
  async store(
    manager: EntityManager,
    { key, value, by }: { readonly key: SettingKey; readonly value: unknown; readonly by: AuthenticatedUser },
  ): Promise<void> {
    // Raw, because TypeORM would make the JSON null an SQL one; the clock, because now() is from before the lock.
    await manager.query(
      `INSERT INTO settings (key, value, updated_at, updated_by_id, updated_by_email)
       VALUES ($1, $2::jsonb, clock_timestamp(), $3, $4)
       ON CONFLICT (key) DO UPDATE SET
         value = excluded.value,
         updated_at = excluded.updated_at,
         updated_by_id = excluded.updated_by_id,
         updated_by_email = excluded.updated_by_email`,
      [key, JSON.stringify(value), by.id, by.email],
    );
  }
}
