import { types } from 'node:util';
import { type Json, jsonBytes } from '../json.ts';
import { JsonBudget } from './json-budget.ts';
import { shownFor } from './json-leaves.ts';
import {
  type Fields,
  fieldsOf,
  fieldsOfMap,
  freeName,
  type Items,
  itemsOfArray,
  itemsOfSet,
  MOST_MEMBERS,
} from './json-members.ts';
import type { Redactor } from '../redaction/redact.ts';
import { isNameOfSecret, isValueOfNamedSecret, redactedValue } from '../redaction/secret-shapes.ts';

/** How much of a value is kept; what is cut is marked where it was cut. */
const MAX_DEPTH = 8;
/** Room for `,"…":"[cut: 9007199254740991 more]"` in each list and record that is open. */
const MARK_BYTES = 42;

const HUGE = 10n ** 1_000n;

const UNREADABLE = '[unreadable]';
const MARK_NAME = '…';
const MARK = /^\[cut: \d{1,16} more\]$/;

/** Where a value stands. */
const IN_RECORD = 0;
const IN_LIST = 1;
/** Names and values take turns, as in the headers that Node gives. */
const IN_FLAT_PAIRS = 2;
const FLAT_PAIRS = 'rawHeaders';

/** The way of one value to JSON, with what is left of its bounds. */
export class JsonWalk {
  readonly #redactor: Redactor;
  /** Without what open lists and records need to say that they were cut. */
  readonly #left: JsonBudget;
  readonly #ancestors: object[] = [];
  #place: number = IN_RECORD;

  constructor(redactor: Redactor, bytes: number) {
    this.#redactor = redactor;
    this.#left = new JsonBudget(redactor, bytes);
  }

  /** Undefined when there is no room for it. */
  json(value: unknown, depth: number): Json | undefined {
    switch (typeof value) {
      case 'string':
        return this.#left.text(value);
      case 'number':
        return this.#left.number(value);
      case 'boolean':
        return this.#left.take(value, value ? 4 : 5);
      case 'undefined':
        return this.#left.take(null, 4);
      case 'bigint':
        return isHuge(value) ? this.#left.word('[cut: more than 1000 digits]') : this.#left.text(value.toString());
      case 'symbol':
      case 'function':
        return this.#left.word(`[${typeof value}]`);
      case 'object':
        return value === null ? this.#left.take(null, 4) : this.#object(value, depth);
    }
  }

  #object(value: object, depth: number): Json | undefined {
    if (this.#ancestors.includes(value)) return this.#left.word('[circular]');
    const before = this.#left.bytes;
    this.#ancestors.push(value);
    try {
      return this.#content(value, depth);
    } catch {
      this.#left.bytes = before;
      return this.#left.word(UNREADABLE);
    } finally {
      this.#ancestors.pop();
    }
  }

  /** @throws whatever a getter, a proxy or `toJSON` throws */
  #content(value: object, depth: number): Json | undefined {
    const shown = shownFor(value);
    if (typeof shown !== 'object' || shown === null) return this.json(shown, depth);
    if (shown !== value && this.#ancestors.includes(shown)) return this.#left.word('[circular]');
    if (Array.isArray(shown)) return this.#list(itemsOfArray(shown), depth);
    if (types.isSet(shown)) return this.#list(itemsOfSet(shown), depth);
    return this.#record(types.isMap(shown) ? fieldsOfMap(shown) : fieldsOf(shown as Record<string, unknown>), depth);
  }

  #list({ holder, size }: Items, depth: number): Json | undefined {
    if (depth >= MAX_DEPTH) return this.#left.word(tooDeep(size));
    if (!this.#left.take(true, 2 + MARK_BYTES)) return undefined;
    const hasPairs = this.#place === IN_FLAT_PAIRS || (this.#place === IN_LIST && size === 2);
    const kept: Json[] = [];
    for (let index = 0; index < size; index += 1) {
      if (index === size - 1 && isMark(holder, index)) return [...kept, holder[index] as string];
      const before = this.#left.bytes;
      const isValue = hasPairs && index % 2 === 1;
      const item =
        hasPlace(index, size) && this.#left.take(true, 1) ? this.#item(holder, { index, isValue, depth }) : undefined;
      if (item === undefined) {
        this.#left.bytes = before;
        return [...kept, moreOf(size - index)];
      }
      kept.push(item);
    }
    this.#left.bytes += MARK_BYTES;
    return kept;
  }

  #item(holder: ArrayLike<unknown>, { index, isValue, depth }: ItemPlace): Json | undefined {
    const before = this.#left.bytes;
    try {
      const item = holder[index];
      if (isValue && isNameOfSecret(holder[index - 1], this.#redactor.isSecretKey)) return this.#secret(item);
      this.#place = IN_LIST;
      return this.json(item, depth + 1);
    } catch {
      this.#left.bytes = before;
      return this.#left.word(UNREADABLE);
    }
  }

  #record({ names, holder, size }: Fields, depth: number): Json | undefined {
    if (depth >= MAX_DEPTH) return this.#left.word(tooDeep(size));
    if (!this.#left.take(true, 2 + MARK_BYTES)) return undefined;
    const kept: { [name: string]: Json } = {};
    for (let index = 0; index < size; index += 1) {
      const name = names[index] ?? '';
      if (index === size - 1 && name.startsWith(MARK_NAME) && isMark(holder, name)) {
        kept[name] = holder[name] as string;
        return kept;
      }
      const before = this.#left.bytes;
      const known = this.#redactor.names.read(name);
      const shown = freeName(known.shown, kept);
      const bytes = shown === known.shown ? known.bytes : jsonBytes(shown);
      const fits = hasPlace(index, size) && this.#left.take(true, bytes + 2);
      const value = fits ? this.#field(holder, { name, isSecret: known.isSecret, depth }) : undefined;
      if (value === undefined) {
        this.#left.bytes = before;
        kept[freeName(MARK_NAME, kept)] = moreOf(size - index);
        return kept;
      }
      define(kept, shown, value);
    }
    this.#left.bytes += MARK_BYTES;
    return kept;
  }

  #field(holder: Fields['holder'], { name, isSecret, depth }: FieldPlace): Json | undefined {
    const before = this.#left.bytes;
    try {
      const value = holder[name];
      if (isSecret || isValueOfNamedSecret(name, holder, this.#redactor.isSecretKey)) return this.#secret(value);
      this.#place = name === FLAT_PAIRS ? IN_FLAT_PAIRS : IN_RECORD;
      return this.json(value, depth + 1);
    } catch {
      this.#left.bytes = before;
      return this.#left.word(UNREADABLE);
    }
  }

  #secret(value: unknown): Json | undefined {
    const shown = redactedValue(value);
    return this.#left.take(shown, JSON.stringify(shown).length);
  }
}

/** Writing it down takes the square of its digits. */
function isHuge(value: bigint): boolean {
  return value > HUGE || value < -HUGE;
}

interface ItemPlace {
  readonly index: number;
  /** It is the value of the item before it. */
  readonly isValue: boolean;
  readonly depth: number;
}

interface FieldPlace {
  readonly name: string;
  /** By the name alone. */
  readonly isSecret: boolean;
  readonly depth: number;
}

/** The last place is kept free for the mark of those that have none. */
function hasPlace(index: number, size: number): boolean {
  return index < MOST_MEMBERS - 1 || size <= MOST_MEMBERS;
}

function moreOf(count: number): string {
  return `[cut: ${count} more]`;
}

function tooDeep(count: number): string {
  return `[cut: too deep, ${count} inside]`;
}

/** Whether this is what the library itself said about a cut, so that it says the same again. */
function isMark(holder: object, name: string | number): boolean {
  try {
    const value: unknown = Reflect.get(holder, name);
    return typeof value === 'string' && MARK.test(value);
  } catch {
    return false;
  }
}

/** An own field, whatever its name: `__proto__` is data here. */
function define(record: { [name: string]: Json }, name: string, value: Json): void {
  if (name !== '__proto__') record[name] = value;
  else Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
}
