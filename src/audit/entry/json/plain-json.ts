import type { Json } from '../json.ts';
import { JsonWalk } from './json-walk.ts';
import { Redactor } from '../redaction/redact.ts';

export type { Json } from '../json.ts';

/** Always granted, so that there is room to say what was cut. */
const LEAST_BYTES = 64;
const DEFAULT_REDACTOR = new Redactor();

/** How much of one value is kept. */
export interface PlainJsonOptions {
  /** Most bytes of UTF-8 that the result takes as JSON; 64 are always granted. @default 65536 */
  readonly maxBytes?: number;
}

/**
 * Any value as bounded JSON without secrets, ready to be stored: secrets are replaced by `[REDACTED]`, what JSON does
 * not know (BigInt, Date, Buffer, Map, Set, Error, what has a `toJSON`) becomes what it says, what is too deep, too long
 * or circular is marked, with how much was cut. Getters and `toJSON` that throw become `[unreadable]`. Never throws,
 * never changes its input; what is given its own result gives the same again.
 *
 * The work is bounded too, but for one thing: the engine can't list some keys of an object without listing all of them.
 */
export function plainJson(
  value: unknown,
  redactor: Redactor = DEFAULT_REDACTOR,
  { maxBytes = 65_536 }: PlainJsonOptions = {},
): Json {
  try {
    const json = new JsonWalk(redactor, Math.max(LEAST_BYTES, maxBytes)).json(value, 0);
    return json === undefined ? '[cut: too much]' : json;
  } catch {
    return '[unreadable]'; // no stack was left even for the few levels that are looked at
  }
}
