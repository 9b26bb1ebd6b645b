import { types } from 'node:util';
import type { Json } from '../json.ts';
import { REDACTED } from './redacted.ts';
import type { IsSecretKey } from './secret-name-in-text.ts';

/** Where lists of fields, headers and faults of validation say which one they mean, and where its value stands. */
const LABELS = ['name', 'key', 'field', 'property', 'header', 'param', 'path'] as const;
const VALUES: ReadonlySet<string> = new Set(
  'value values val oldValue newValue previousValue currentValue from to old new before after'.split(' '),
);

const LONGEST_LABEL = 100;

/** Whether a field holds the secret that another one names: `{ property: 'password', value: … }`. */
export function isValueOfNamedSecret(
  field: string,
  record: Readonly<Record<string, unknown>>,
  isSecretKey: IsSecretKey,
): boolean {
  if (!VALUES.has(field)) return false;
  return LABELS.some((label) => Object.hasOwn(record, label) && isNameOfSecret(record[label], isSecretKey));
}

/** Whether this is the name of a secret, itself given as a value. The path of a route is none. */
export function isNameOfSecret(value: unknown, isSecretKey: IsSecretKey): boolean {
  const name: unknown = types.isStringObject(value) ? String.prototype.valueOf.call(value) : value;
  return typeof name === 'string' && name.length <= LONGEST_LABEL && !name.includes('/') && isSecretKey(name);
}

/** What is shown of a secret: that it is there, and of one that changed whether it was there before and is now. */
export function redactedValue(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object' || Array.isArray(value)) return REDACTED;
  const keys = Object.keys(value);
  if (keys.length !== 2 || !keys.includes('from') || !keys.includes('to')) return REDACTED;
  const { from, to } = value as { readonly from: unknown; readonly to: unknown };
  return { from: hidden(from), to: hidden(to) };
}

function hidden(value: unknown): Json {
  return value === null || value === undefined ? null : REDACTED;
}
