import { createHash } from 'node:crypto';
import { relative, resolve } from 'node:path';
import { ROOT } from '../run.mjs';

/**
 * Whether a mutant belongs to the sample that has about one of `oneIn`. It is drawn by a hash of what it is, so that the
 * same ones are drawn each time, and a larger sample has all those of a smaller one.
 * @param {{ fileName: string, location: object, mutatorName: string, replacement?: string }} mutant as reports have it:
 *   lines and columns from 1
 * @param {number} oneIn 1 for all
 */
export function isDrawn({ fileName, location: { start, end }, mutatorName, replacement }, oneIn) {
  const path = relative(ROOT, resolve(ROOT, fileName));
  const place = [start.line, start.column, end.line, end.column];
  const digest = createHash('sha256')
    .update(JSON.stringify([path, place, mutatorName, replacement]))
    .digest();
  return digest.readUInt32BE(0) * oneIn < 2 ** 32;
}
