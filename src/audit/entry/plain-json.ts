import { REDACTED, Redactor } from './redact.ts';
import { storableText } from './text.ts';

/** How much of a value is kept; what is cut is marked where it was cut. `characters` counts keys and texts together. */
const LIMITS = {
  depth: 8,
  items: 100,
  keyLength: 200,
  stringLength: 4_000,
  totalValues: 2_000,
  totalCharacters: 100_000,
} as const;

const DEFAULT_REDACTOR = new Redactor();
const TOO_MUCH = '[cut: too much]';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * Any value as bounded JSON without secrets, ready to be stored: secrets are replaced by `[REDACTED]`, what JSON does
 * not know (BigInt, Date, Buffer, Map, Set, Error, what has a `toJSON`) becomes what it says, what is too deep, too long
 * or circular is marked. Getters and `toJSON` that throw become `[unreadable]`. Never throws, never changes its input.
 */
export function plainJson(value: unknown, redactor: Redactor = DEFAULT_REDACTOR): Json {
  const budget = { values: LIMITS.totalValues, characters: LIMITS.totalCharacters };
  return toJson(value, { depth: 0, ancestors: [], budget, redactor });
}

interface Budget {
  values: number;
  characters: number;
}

interface Position {
  readonly depth: number;
  readonly ancestors: readonly object[];
  /** What is left for the whole value; one for all positions. */
  readonly budget: Budget;
  readonly redactor: Redactor;
}

function toJson(value: unknown, position: Position): Json {
  position.budget.values -= 1;
  if (isSpent(position.budget)) return TOO_MUCH;
  switch (typeof value) {
    case 'string':
      return textToJson(value, position);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    case 'bigint':
      return textToJson(value.toString(), position);
    case 'undefined':
      return null;
    case 'symbol':
    case 'function':
      return `[${typeof value}]`;
    case 'object':
      return value === null ? null : objectToJson(value, position);
  }
}

function isSpent({ values, characters }: Budget): boolean {
  return values < 0 || characters < 0;
}

function textToJson(text: string, { budget, redactor }: Position): Json {
  const kept = redactor.text(text, LIMITS.stringLength);
  budget.characters -= kept.length;
  return isSpent(budget) ? TOO_MUCH : kept;
}

function objectToJson(value: object, position: Position): Json {
  if (position.ancestors.includes(value)) return '[circular]';
  if (position.depth >= LIMITS.depth) return '[cut: too deep]';
  const { depth, ancestors, budget, redactor } = position;
  try {
    return contentToJson(value, { depth: depth + 1, ancestors: [...ancestors, value], budget, redactor });
  } catch {
    return '[unreadable]';
  }
}

/** @throws whatever a getter, a proxy or `toJSON` throws */
function contentToJson(value: object, inside: Position): Json {
  if (Array.isArray(value)) return listToJson(value.length, (index): unknown => value[index], inside);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Error) return textToJson(`${value.name}: ${value.message}`, inside);
  if (value instanceof Set) {
    const items = firstOf(Set.prototype.values.call(value));
    return listToJson(value.size, (index) => items[index], inside);
  }
  if (value instanceof Map) {
    const entries = firstOf(Map.prototype.entries.call(value));
    const keys = entries.map(([key]) => String(key));
    return recordToJson(keys, { size: value.size, valueAt: (index) => entries[index]?.[1] }, inside);
  }
  const own = value as Record<string, unknown>;
  if (typeof own['toJSON'] === 'function') return toJson(own['toJSON'](), inside);
  const keys = Object.keys(own);
  return recordToJson(keys, { size: keys.length, valueAt: (_, key) => own[key] }, inside);
}

/** No more of a collection than can be kept, whatever its size. */
function firstOf<T>(all: IterableIterator<T>): T[] {
  const first: T[] = [];
  for (const item of all) {
    if (first.push(item) === LIMITS.items) break;
  }
  return first;
}

function listToJson(size: number, itemAt: (index: number) => unknown, position: Position): Json[] {
  const kept: Json[] = [];
  for (let index = 0; index < size; index += 1) {
    const cut = cutAt(index, size, position);
    kept.push(cut ?? memberToJson(() => itemAt(index), position));
    if (cut !== undefined) break;
  }
  return kept;
}

interface Members {
  readonly size: number;
  readonly valueAt: (index: number, key: string) => unknown;
}

function recordToJson(keys: readonly string[], { size, valueAt }: Members, position: Position): Json {
  const kept: [key: string, value: Json][] = [];
  for (const [index, key] of keys.entries()) {
    const cut = cutAt(index, size, position);
    if (cut !== undefined) {
      kept.push(['…', cut]);
      break;
    }
    const name = storableText(key, LIMITS.keyLength);
    position.budget.characters -= name.length;
    kept.push([name, memberToJson(() => valueAt(index, key), position, key)]);
  }
  return Object.fromEntries(kept);
}

/** What stands for this and all further members of a list or record; undefined when there is room for this one. */
function cutAt(index: number, size: number, position: Position): Json | undefined {
  if (isSpent(position.budget)) return TOO_MUCH;
  const isLast = index === LIMITS.items - 1;
  return isLast && size > LIMITS.items ? toJson(`[cut: ${size - index} more]`, position) : undefined;
}

function memberToJson(read: () => unknown, position: Position, key = ''): Json {
  try {
    const value = read();
    if (value === null || value === undefined || !position.redactor.isSecretKey(key)) return toJson(value, position);
    return isChange(value) ? { from: REDACTED, to: REDACTED } : REDACTED;
  } catch {
    return '[unreadable]';
  }
}

/** A changed secret still shows that it changed. */
function isChange(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).toString() === 'from,to';
}
