import { randomFillSync } from 'node:crypto';

/** UUIDv7 keeps milliseconds since 1970 in its first 48 bits (RFC 9562, section 5.7). */
const TIMESTAMP_HEX_DIGITS = 12;

/** Ids of the same millisecond are numbered in 24 bits, after which the numbers begin anew. */
const SEQUENCE_HEX_DIGITS = 6;
const SEQUENCES = 16 ** SEQUENCE_HEX_DIGITS;

let sequence = 0;

/** The beginning of the ids of one millisecond, which are many under load. */
let lastTime = Number.NaN;
let lastPrefix = '';

/** Random bytes are drawn for many ids at once: a draw for each would cost more than all else of an id. */
const RANDOM_BYTES = 6;
const stock = Buffer.allocUnsafe(RANDOM_BYTES * 512);
let drawn = stock.length;

/**
 * A new id for an entry of `timestamp`. Ids of one process that fall into the same millisecond sort in the order they
 * were made, so that a list sorted by timestamp and id shows what came first as first. The last 48 bits are random.
 * @see RFC 9562, section 5.7; 6.2, method 1
 */
export function newRecordId(timestamp: Date): string {
  sequence = (sequence + 1) % SEQUENCES;
  const order = (SEQUENCES + sequence).toString(16); // a one before the digits, so that none of them is left out
  return `${prefixOf(timestamp.getTime())}${order.slice(1, 4)}-8${order.slice(4)}-${randomHex()}`;
}

function prefixOf(time: number): string {
  if (time !== lastTime) {
    const hex = time.toString(16).padStart(TIMESTAMP_HEX_DIGITS, '0');
    lastPrefix = `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
    lastTime = time;
  }
  return lastPrefix;
}

function randomHex(): string {
  if (drawn === stock.length) {
    randomFillSync(stock);
    drawn = 0;
  }
  drawn += RANDOM_BYTES;
  return stock.toString('hex', drawn - RANDOM_BYTES, drawn);
}

/**
 * The timestamp an entry's id was made from, to the millisecond: it names the partition that holds the entry.
 * Undefined when the id is not a UUIDv7 and so can't be one of an entry.
 */
export function timestampOfRecordId(id: string): Date | undefined {
  const hex = id.replaceAll('-', '');
  if (!/^[0-9a-f]{12}7[0-9a-f]{19}$/i.test(hex)) return undefined;
  return new Date(Number.parseInt(hex.slice(0, TIMESTAMP_HEX_DIGITS), 16));
}

/** Whether an id was made after another one of the same process, whatever the clock said; up to 2^23 ids after it. */
export function isLaterRecordId(id: string, other: string): boolean {
  const distance = (sequenceOf(id) - sequenceOf(other) + SEQUENCES) % SEQUENCES;
  return distance > 0 && distance < SEQUENCES / 2;
}

/** Between its two halves stands the digit of the variant. */
function sequenceOf(id: string): number {
  const hex = id.replaceAll('-', '');
  return Number.parseInt(hex.slice(13, 16) + hex.slice(17, 20), 16);
}
