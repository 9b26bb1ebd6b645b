import { types } from 'node:util';

const CAUSES = 4;

/**
 * What stands for an object in JSON: its text, its primitive, what its `toJSON` says; itself when it is shown by what it
 * holds.
 * @throws whatever a getter, a proxy or `toJSON` throws
 */
export function shownFor(value: object): unknown {
  if (Array.isArray(value) || types.isMap(value) || types.isSet(value)) return value;
  const text = leafText(value);
  if (text !== undefined) return text;
  if (types.isBoxedPrimitive(value)) return unboxed(value);
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON !== 'function') return value;
  const said: unknown = toJSON.call(value, '');
  return typeof said === 'object' && said !== null ? (leafText(said) ?? said) : said;
}

/** The text of what JSON has no form for. */
function leafText(value: object): string | undefined {
  if (types.isDate(value)) return dateText(value);
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return `[${value.byteLength} bytes]`;
  if (types.isRegExp(value)) return RegExp.prototype.toString.call(value);
  if (types.isNativeError(value) || value instanceof Error) return errorText(value);
  if (value instanceof URLSearchParams) return URLSearchParams.prototype.toString.call(value);
  return undefined;
}

function unboxed(value: object): unknown {
  if (types.isNumberObject(value)) return Number.prototype.valueOf.call(value);
  if (types.isStringObject(value)) return String.prototype.valueOf.call(value);
  if (types.isBooleanObject(value)) return Boolean.prototype.valueOf.call(value);
  if (types.isBigIntObject(value)) return BigInt.prototype.valueOf.call(value);
  return Symbol.prototype.valueOf.call(value);
}

/** What is no text, in a place where only a text can stand: the key of a Map, a cause that is no error. */
export function keyText(key: unknown): string {
  if (typeof key !== 'object' || key === null) return typeof key === 'function' ? '[function]' : String(key);
  return types.isDate(key) ? dateText(key) : '[object]';
}

function dateText(date: Date): string {
  const time = Date.prototype.getTime.call(date);
  return Number.isNaN(time) ? 'Invalid Date' : new Date(time).toISOString();
}

/** `TypeError: fetch failed (cause: Error: connect ECONNREFUSED)` */
function errorText(error: Error): string {
  const told: string[] = [];
  let each: unknown = error;
  for (; told.length < CAUSES && typeof each === 'object' && each !== null;) {
    const { name = 'Error', message = '', cause } = each as Readonly<Record<string, unknown>>;
    told.push(`${String(name)}: ${String(message)}`);
    each = cause;
  }
  if (told.length < CAUSES && each !== undefined && each !== null) told.push(keyText(each));
  return told.join(' (cause: ') + ')'.repeat(told.length - 1);
}
