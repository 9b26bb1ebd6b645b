import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Secrets } from '../config/secrets.ts';
import { AppError } from '../problem/app-error.ts';
import { unseal } from './seal.ts';
import { isSecret, isValueOf, type SettingKey, SETTINGS, type SettingValue } from './setting-catalogue.ts';
import type { Setting } from './setting.entity.ts';
import { objectionTo } from './setting-schema.ts';
import { settingsErrors } from './settings.errors.ts';
import { SettingsRepository } from './settings.repository.ts';

/**
 * Tells the rest of the application what is set. Asks the database each time, so that all instances agree at once;
 * over a connection of its own, so ask before a transaction begins and not inside it.
 */
@Injectable()
export class SettingsService {
  private readonly logger = new Logger(SettingsService.name);
  /** When the value was stored that was last complained about. */
  private readonly warnedOf = new Map<SettingKey, number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: SettingsRepository,
    private readonly secrets: Secrets,
  ) {}

  /**
   * The value that holds now: what was set, else the default.
   * @throws {AppError} SETTING_UNREADABLE for a secret that can't be opened: to go on as if there were none isn't safe
   */
  async get<K extends SettingKey>(key: K): Promise<SettingValue<K>> {
    const rows = await this.settings.find(this.dataSource.manager, [key]);
    return this.effective(key, rows.get(key));
  }

  /**
   * Several values that held at the same time, by their keys.
   * @throws {AppError} SETTING_UNREADABLE
   */
  async getMany<K extends SettingKey>(keys: readonly K[]): Promise<{ readonly [P in K]: SettingValue<P> }> {
    const rows = await this.settings.find(this.dataSource.manager, keys);
    const values = keys.map((key) => [key, this.effective(key, rows.get(key))] as const);
    return Object.fromEntries(values) as { readonly [P in K]: SettingValue<P> };
  }

  /** What a row, or none, means. */
  effective<K extends SettingKey>(key: K, row: Setting | undefined): SettingValue<K> {
    if (row === undefined) return SETTINGS[key].default;
    if (isSecret(key)) return this.opened(key, row.value);
    if (isValueOf(key, row.value)) return row.value;
    this.warn(key, row);
    return SETTINGS[key].default;
  }

  private opened<K extends SettingKey>(key: K, stored: unknown): SettingValue<K> {
    const value = typeof stored === 'string' ? unseal(stored, { secret: this.secrets.jwtSecret, name: key }) : stored;
    if (isValueOf(key, value)) return value;
    throw new AppError(settingsErrors.SETTING_UNREADABLE, {
      message: `The setting ${key} can no longer be read, most likely because JWT_SECRET was changed. Set it anew with PUT /settings/${key}.`,
    });
  }

  /** Once for each stored value: the settings are read with every sign-in. */
  private warn(key: SettingKey, { value, updatedAt }: Setting): void {
    if (this.warnedOf.get(key) === updatedAt.getTime()) return;
    this.warnedOf.set(key, updatedAt.getTime());
    const rule = objectionTo(value, SETTINGS[key].schema) ?? '';
    this.logger.warn(`The stored value of ${key} does not fit: it ${rule}. The default is used until it is set anew.`);
  }
}
