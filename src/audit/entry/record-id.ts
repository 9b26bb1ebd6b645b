import { v7 as uuidV7 } from 'uuid';

/** UUIDv7 keeps milliseconds since 1970 in its first 48 bits (RFC 9562, section 5.7). */
const TIMESTAMP_HEX_DIGITS = 12;

let sequence = 0;

/**
 * A new id for an entry of `timestamp`. Ids of one process that fall into the same millisecond sort in the order they
 * were made, so that a list sorted by timestamp and id shows what came first as first.
 */
export function newRecordId(timestamp: Date): string {
  sequence = (sequence + 1) >>> 0;
  return uuidV7({ msecs: timestamp.getTime(), seq: sequence });
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
