import { ApiProperty } from '@nestjs/swagger';
import { isSecret, type SettingDefinition, SETTINGS } from '../setting-catalogue.ts';
import type { SettingState } from '../setting-changes.service.ts';

/** How the values look that a setting takes; the words are those of JSON Schema. */
export class SettingSchemaDto {
  /** What kind of value it is.
   * @example "integer" */
  readonly type: 'integer' | 'string';

  /** The smallest number.
   * @example 5 */
  readonly minimum?: number;

  /** The largest number.
   * @example 1440 */
  readonly maximum?: number;

  /** Fewest characters of a text.
   * @example 32 */
  readonly minLength?: number;

  /** Most characters of a text.
   * @example 512 */
  readonly maxLength?: number;

  /** Whether null is a value too; it stands for "not set".
   * @example true */
  readonly nullable?: boolean;

  /** A regular expression that the whole text matches.
   * @example "pci|hipaa|sox" */
  readonly pattern?: string;

  /** A text that fits.
   * @example "hipaa" */
  readonly example?: string;
}

/** Who has changed a setting. */
export class SettingAuthorDto {
  /** The id of the account.
   * @example "0b1f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11" */
  readonly id: string;

  /** Its address at that time.
   * @example "admin@example.com" */
  readonly email: string;
}

/** A setting, as it is answered. */
export class SettingDto {
  /** The name of the setting.
   * @example "session.length_minutes" */
  readonly key: string;

  /** What it steers.
   * @example "Minutes until somebody who signs in has to do so again. Sessions that run already keep their end." */
  readonly description: string;

  /** What holds now, set or default. Always null when it is a secret.
   * @example 480 */
  @ApiProperty({ oneOf: [{ type: 'integer' }, { type: 'string' }], nullable: true })
  readonly value: number | string | null;

  /** What holds until somebody sets another value.
   * @example 480 */
  @ApiProperty({ oneOf: [{ type: 'integer' }, { type: 'string' }], nullable: true })
  readonly default: number | string | null;

  /** Whether the value can be set, but never be read.
   * @example false */
  readonly isSecret: boolean;

  /** Whether what holds was set by somebody. Of a secret, it tells whether there is one.
   * @example false */
  readonly isSet: boolean;

  /** What it may be set to. */
  readonly schema: SettingSchemaDto;

  /** When it was last set; null when it never was.
   * @example "2026-01-15T16:20:00.000Z" */
  readonly updatedAt: Date | null;

  /** Who has set it last; null when nobody has. */
  readonly updatedBy: SettingAuthorDto | null;
}

/** All settings. */
export class SettingListDto {
  /** In an order that groups what belongs together. */
  readonly data: SettingDto[];
}

/** Joins what the catalogue says of a setting with how it stands. */
export function toSettingDto({ key, value, isSet, updatedAt, updatedBy }: SettingState): SettingDto {
  const { description, schema, default: byDefault }: SettingDefinition = SETTINGS[key];
  return { key, description, value, default: byDefault, isSecret: isSecret(key), isSet, schema, updatedAt, updatedBy };
}
