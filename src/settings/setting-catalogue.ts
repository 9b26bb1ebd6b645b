import { objectionTo, type SettingSchema, type ValueOf } from './setting-schema.ts';

/** One thing that administrators can set. */
export interface SettingDefinition<Schema extends SettingSchema = SettingSchema> {
  readonly description: string;
  readonly schema: Schema;
  /** Holds until somebody sets another value. */
  readonly default: ValueOf<Schema>;
  /** A secret can be set and never be read back; the database has it sealed. */
  readonly isSecret?: boolean;
}

/** One of the rules of retention. */
const RULE =
  '([a-z][a-z0-9_]{0,59}(/(none|WARNING|ERROR|CRITICAL))?|[*]/(none|WARNING|ERROR|CRITICAL))=[1-9][0-9]{0,4}';

const CATALOGUE = {
  'password.min_length': {
    description: 'Fewest characters of a new password. Accounts with a shorter one keep it until it is changed.',
    schema: { type: 'integer', minimum: 12, maximum: 128 },
    default: 12,
  },
  'sign_in.failures_to_lock': {
    description: 'Wrong passwords in a row that lock an account.',
    schema: { type: 'integer', minimum: 3, maximum: 20 },
    default: 5,
  },
  'sign_in.lock_minutes': {
    description: 'Minutes that an account stays locked. Locks that run already keep their end.',
    schema: { type: 'integer', minimum: 1, maximum: 1440 },
    default: 15,
  },
  'session.length_minutes': {
    description: 'Minutes until somebody who signs in has to do so again. Sessions that run already keep their end.',
    schema: { type: 'integer', minimum: 5, maximum: 1440 },
    default: 480,
  },
  'data_upload.max_bytes': {
    description: 'Most bytes of one uploaded file.',
    schema: { type: 'integer', minimum: 1024, maximum: 10_737_418_240 },
    default: 268_435_456,
  },
  'data_upload.signing_key': {
    description: 'Key of the HMAC signatures that uploads must carry. While it is not set, uploads need no signature.',
    schema: { type: 'string', minLength: 32, maxLength: 512, nullable: true },
    default: null,
    isSecret: true,
  },
  'audit.retention_days': {
    description:
      'Days that entries of the audit log stay in the database at least. Months that are older are archived and removed ' +
      'in the night.',
    schema: { type: 'integer', minimum: 365, maximum: 36_500 },
    default: 2557,
  },
  'audit.retention_rules': {
    description:
      'Other days for some entries: category, or * for any, a slash and the severity where it matters (none: nothing went ' +
      'wrong), and the days. Of several that are for an entry the longest counts.',
    schema: {
      type: 'string',
      minLength: 3,
      maxLength: 2000,
      nullable: true,
      pattern: `${RULE}(, ?${RULE})*`,
      example: 'request=90, request/ERROR=730, */CRITICAL=3650',
    },
    default: null,
  },
  'audit.archive_days': {
    description:
      'Days that the archive of the audit log keeps a month, but never less than the database does. 0: for ever.',
    schema: { type: 'integer', minimum: 0, maximum: 36_500 },
    default: 0,
  },
  'audit.retention_preset': {
    description: 'A preset in place of the other three settings of retention: pci, hipaa or sox.',
    schema: { type: 'string', minLength: 3, maxLength: 5, nullable: true, pattern: 'pci|hipaa|sox', example: 'hipaa' },
    default: null,
  },
} as const satisfies Readonly<Record<string, SettingDefinition>>;

export type SettingKey = keyof typeof CATALOGUE;

/** The type of a setting's values. */
export type SettingValue<K extends SettingKey = SettingKey> = ValueOf<(typeof CATALOGUE)[K]['schema']>;

/** Everything that can be set, in the order in which it is shown. */
export const SETTINGS: { readonly [K in SettingKey]: SettingDefinition<(typeof CATALOGUE)[K]['schema']> } = CATALOGUE;

/** The keys in the order of the catalogue. */
export const SETTING_KEYS: readonly SettingKey[] = Object.keys(SETTINGS).filter(isSettingKey);

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(CATALOGUE, key);
}

export function isSecret(key: SettingKey): boolean {
  const definition: SettingDefinition = SETTINGS[key];
  return definition.isSecret ?? false;
}

/** Whether a value fits the setting. */
export function isValueOf<K extends SettingKey>(key: K, value: unknown): value is SettingValue<K> {
  return objectionTo(value, SETTINGS[key].schema) === undefined;
}
