import { isSecretKey, REDACTED, redactText } from './redact.ts';
import { storableText } from './text.ts';

/** How much of a value is kept; what is cut is marked where it was cut. */
const LIMITS = { depth: 8, keys: 100, stringLength: 4_000, totalValues: 2_000 } as const;

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * Any value as bounded JSON without secrets, ready to be stored: secrets are replaced by `[REDACTED]`, what JSON does
 * not know (BigInt, Date, Buffer, Map, Set, Error, class instances) becomes what it says, what is too deep, too long or
 * circular is marked. Getters and `toJSON` that throw become `[unreadable]`. Never throws, never changes its input.
 */
export function plainJson(value: unknown): Json {
  const budget = { values: LIMITS.totalValues };
  return toJson(value, { depth: 0, ancestors: [], budget });
}

interface Position {
  readonly depth: number;
  readonly ancestors: readonly object[];
  readonly budget: { values: number };
}

function toJson(value: unknown, position: Position): Json {
  position.budget.values -= 1;
  if (position.budget.values < 0) return '[cut: too many values]';
  switch (typeof value) {
    case 'string':
      return redactText(storableText(value, LIMITS.stringLength));
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    case 'bigint':
      return value.toString();
    case 'undefined':
      return null;
    case 'symbol':
    case 'function':
      return `[${typeof value}]`;
    case 'object':
      return value === null ? null : objectToJson(value, position);
  }
}

function objectToJson(value: object, position: Position): Json {
  if (position.ancestors.includes(value)) return '[circular]';
  if (position.depth >= LIMITS.depth) return '[cut: too deep]';
  const inside: Position = {
    depth: position.depth + 1,
    ancestors: [...position.ancestors, value],
    budget: position.budget,
  };
  try {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    if (value instanceof Error) return redactText(storableText(`${value.name}: ${value.message}`, LIMITS.stringLength));
    if (Array.isArray(value)) return listToJson(value, inside);
    if (value instanceof Set) return listToJson([...value], inside);
    if (value instanceof Map)
      return entriesToJson(
        [...value].map(([key, item]) => [String(key), () => item]),
        inside,
      );
    const own = value as Record<string, unknown>;
    return entriesToJson(
      Object.keys(value).map((key) => [key, () => own[key]]),
      inside,
    );
  } catch {
    return '[unreadable]';
  }
}

function listToJson(items: readonly unknown[], position: Position): Json[] {
  const kept = items.slice(0, LIMITS.keys).map((item) => toJson(item, position));
  if (items.length > LIMITS.keys) kept.push(`[cut: ${items.length - LIMITS.keys} more]`);
  return kept;
}

function entriesToJson(entries: readonly (readonly [string, () => unknown])[], position: Position): Json {
  const kept = entries
    .slice(0, LIMITS.keys)
    .map(([key, read]): [string, Json] => [storableText(key, 200), propertyToJson(key, read, position)]);
  if (entries.length > LIMITS.keys) kept.push(['…', `[cut: ${entries.length - LIMITS.keys} more]`]);
  return Object.fromEntries(kept);
}

function propertyToJson(key: string, read: () => unknown, position: Position): Json {
  try {
    const value = read();
    if (!isSecretKey(key) || value === null || value === undefined) return toJson(value, position);
    return isChange(value) ? { from: REDACTED, to: REDACTED } : REDACTED;
  } catch {
    return '[unreadable]';
  }
}

/** A changed secret still shows that it changed. */
function isChange(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).toString() === 'from,to';
}
