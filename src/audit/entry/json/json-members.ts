import { keyText } from './json-leaves.ts';

/** No more of a collection is looked at than can be kept. */
export const MOST_MEMBERS = 100;

/** The first fields of a record, and how many there are. */
export interface Fields {
  readonly names: readonly string[];
  readonly holder: Readonly<Record<string, unknown>>;
  readonly size: number;
}

/** The first items of a list, and how many there are. */
export interface Items {
  readonly holder: ArrayLike<unknown>;
  readonly size: number;
}

/** @throws what a proxy throws */
export function fieldsOf(holder: Readonly<Record<string, unknown>>): Fields {
  const names = Object.keys(holder);
  return { names, holder, size: names.length };
}

/** A Map as the record that it would be; keys that look alike are numbered. */
export function fieldsOfMap(map: ReadonlyMap<unknown, unknown>): Fields {
  const holder = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of firstOf(Map.prototype.entries.call(map) as IterableIterator<[unknown, unknown]>)) {
    holder[freeName(keyText(key), holder)] = value;
  }
  return { ...fieldsOf(holder), size: sizeOf(Map.prototype, map) };
}

/** The items of a Set in its order. */
export function itemsOfSet(set: ReadonlySet<unknown>): Items {
  const holder = firstOf(Set.prototype.values.call(set));
  return { holder, size: sizeOf(Set.prototype, set) };
}

/** @throws what a proxy throws */
export function itemsOfArray(holder: readonly unknown[]): Items {
  const { length } = holder;
  return { holder, size: Number.isSafeInteger(length) && length > 0 ? length : 0 };
}

/** The name itself, or with a number when there is a field of that name already. */
export function freeName(name: string, taken: object): string {
  let free = name;
  for (let number = 2; Object.hasOwn(taken, free); number += 1) free = `${name} (${number})`;
  return free;
}

function firstOf<T>(all: IterableIterator<T>): T[] {
  const first: T[] = [];
  for (const item of all) {
    if (first.push(item) === MOST_MEMBERS) break;
  }
  return first;
}

/** The size as the language knows it, whatever a subclass says. */
function sizeOf(prototype: object, collection: object): number {
  return Number(Reflect.get(prototype, 'size', collection));
}
