import { text } from '../text/catalogue.ts';
import { number, size } from '../text/numbers.ts';
import type { Setting, SettingValue } from './settings-api.ts';

/** `480 minutes`, `268,435,456 bytes (268 MB)`: a value with the unit that the key of its setting ends in. */
export function inWords({ key }: Pick<Setting, 'key'>, value: SettingValue): string {
  const words = text.settings;
  if (value === null) return words.notSet;
  if (typeof value === 'string') return value;
  const unit = /[._](minutes|days|bytes)$/.exec(key)?.[1];
  if (unit === 'bytes') return words.units.bytes(number(value), size(value));
  if (unit === 'minutes') return words.units.minutes(number(value));
  if (unit === 'days') return words.units.days(number(value));
  return number(value);
}
