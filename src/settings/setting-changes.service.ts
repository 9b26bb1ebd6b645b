import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { type AuditAnnotation, AuditService, diffChanges } from '../audit/index.ts';
import { Secrets } from '../config/secrets.ts';
import { AppError } from '../problem/app-error.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { seal } from './seal.ts';
import { isSecret, isValueOf, SETTING_KEYS, type SettingKey, SETTINGS } from './setting-catalogue.ts';
import type { Setting } from './setting.entity.ts';
import { objectionTo } from './setting-schema.ts';
import { SettingsRepository } from './settings.repository.ts';
import { SettingsService } from './settings.service.ts';

/** A setting as administrators see it. */
export interface SettingState {
  readonly key: SettingKey;
  /** What holds now; null when it is a secret. */
  readonly value: number | string | null;
  /** Whether what holds was set by somebody. */
  readonly isSet: boolean;
  /** When and by whom it was last changed; null when it never was. */
  readonly updatedAt: Date | null;
  readonly updatedBy: { readonly id: string; readonly email: string } | null;
}

/** Shows administrators the settings, and changes them. */
@Injectable()
export class SettingChangesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: SettingsRepository,
    private readonly values: SettingsService,
    private readonly secrets: Secrets,
    private readonly audit: AuditService,
  ) {}

  /** All, in the order of the catalogue. */
  async list(): Promise<readonly SettingState[]> {
    const rows = await this.settings.find(this.dataSource.manager, SETTING_KEYS);
    return SETTING_KEYS.map((key) => this.stateOf(key, rows.get(key)));
  }

  get(key: SettingKey): Promise<SettingState> {
    return this.read(this.dataSource.manager, key);
  }

  /**
   * Sets a value, which holds from the next question on, on all instances.
   * @throws {AppError} VALIDATION_FAILED on `value`
   */
  async set({
    key,
    value,
    by,
  }: {
    readonly key: SettingKey;
    readonly value: unknown;
    readonly by: AuthenticatedUser;
  }): Promise<SettingState> {
    const objection = objectionTo(value, SETTINGS[key].schema);
    if (objection !== undefined) {
      throw new AppError(problemErrors.VALIDATION_FAILED, {
        errors: [{ field: 'value', reason: `value ${objection}` }],
      });
    }
    return this.dataSource.transaction(async (manager) => {
      await this.settings.lock(manager);
      const before = await this.read(manager, key);
      await this.settings.store(manager, { key, value: this.storable(key, value), by });
      const after = await this.read(manager, key);
      this.audit.annotate(
        isSecret(key) ? secretChange(before, after) : { changes: diffChanges(before, after, ['value']) },
      );
      return after;
    });
  }

  private async read(manager: EntityManager, key: SettingKey): Promise<SettingState> {
    const rows = await this.settings.find(manager, [key]);
    return this.stateOf(key, rows.get(key));
  }

  private stateOf(key: SettingKey, row: Setting | undefined): SettingState {
    const updatedAt = row?.updatedAt ?? null;
    const updatedBy = row === undefined ? null : { id: row.updatedById, email: row.updatedByEmail };
    // A secret is not opened here: it can be seen and set anew also when its seal is broken.
    if (isSecret(key)) return { key, value: null, isSet: (row?.value ?? null) !== null, updatedAt, updatedBy };
    const isSet = row !== undefined && isValueOf(key, row.value);
    return { key, value: this.values.effective(key, row), isSet, updatedAt, updatedBy };
  }

  private storable(key: SettingKey, value: unknown): unknown {
    return isSecret(key) && typeof value === 'string'
      ? seal(value, { secret: this.secrets.jwtSecret, name: key })
      : value;
  }
}

/** What the log may know of a secret: that it was set, replaced or removed. */
function secretChange(before: SettingState, after: SettingState): AuditAnnotation {
  const change = after.isSet ? (before.isSet ? 'replaced' : 'set') : before.isSet ? 'removed' : undefined;
  return { changes: diffChanges(before, after, ['isSet']), ...(change && { metadata: { change } }) };
}
