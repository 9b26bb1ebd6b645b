import type { ByteRange } from './export-files.ts';

/** `bytes=0-99`, `bytes=100-`, `bytes=-100`. */
const SINGLE = /^bytes=(\d{0,15})-(\d{0,15})$/;

/**
 * The part of a file that the header `Range` asks for. Undefined: all of it, as when it asks for several parts, or for
 * something that is not understood. `unsatisfiable`: the file has nothing of it.
 * @see RFC 9110, section 14.2
 */
export function byteRangeOf(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first, last] = SINGLE.exec(header?.replaceAll(' ', '') ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first === '')
    return Number(last) === 0 || size === 0
      ? 'unsatisfiable'
      : { start: Math.max(0, size - Number(last)), end: size - 1 };
  const [start, end] = [Number(first), last === '' ? size - 1 : Math.min(Number(last), size - 1)];
  if (last !== '' && Number(last) < start) return undefined; // no range at all
  return start >= size ? 'unsatisfiable' : { start, end };
}
