import { createHmac, timingSafeEqual } from 'node:crypto';
import type { LogSnapshot } from './log-snapshot.ts';

/**
 * How far somebody has come in the log, in the order in which entries become visible: that is the order in which their
 * transactions end, and neither that of their ids nor that of their times. An entry is behind the position or ahead of
 * it; what is ahead, and nothing else, is still to be told.
 *
 * Transactions are told by their numbers. That one has ended is noted by its number alone, as a snapshot does not tell
 * which parts of transactions have.
 */
export interface LogPosition {
  /** What was stored before is behind it; in milliseconds. */
  readonly since: number;
  /** Entries of transactions before this one are behind it, but for those of `open`. */
  readonly floor: number;
  /** Transactions that begin with `floor` whose entries are behind it, ascending. */
  readonly taken: readonly number[];
  /** Transactions before `floor` whose entries are ahead of it. */
  readonly open: readonly number[];
  /** In the midst of what became visible together: entries of these transactions up to that one are behind it. */
  readonly upTo?: { readonly at: number; readonly id: string; readonly transactions: readonly number[] };
}

/** What of an entry says where it stands. */
export interface Arrival {
  /** The number of the transaction that has stored it. */
  readonly transaction: number;
  /** When, in milliseconds. */
  readonly at: number;
  readonly id: string;
}

/** Most numbers in a position. Where more are needed, parts of long transactions are not waited for any longer. */
const MOST_TAKEN = 500;

/** Everything that was visible in the snapshot is behind it. @param visible At least those transactions that begin with `xmin`. */
export function positionAt(snapshot: LogSnapshot, visible: Iterable<number>): LogPosition {
  return caughtUp({ since: 0, floor: 0, taken: [], open: [] }, snapshot, visible);
}

/** All that was ahead of the position and visible in the snapshot is behind the new one. @param seen The transactions of that. */
export function caughtUp(position: LogPosition, snapshot: LogSnapshot, seen: Iterable<number>): LogPosition {
  const ended = new Set([...position.taken, ...(position.upTo?.transactions ?? []), ...seen]);
  const later = [...ended].filter((number) => number >= snapshot.xmin).toSorted((a, b) => a - b);
  const taken = later.slice(-MOST_TAKEN);
  const raised = taken.length < later.length ? (taken[0] ?? 0) : 0;
  const floor = Math.max(position.floor, snapshot.xmin, raised);
  return {
    since: Math.max(position.since, snapshot.settledAt),
    floor,
    taken: taken.filter((number) => number >= floor),
    open: snapshot.running.filter((number) => number < floor),
  };
}

/** Goes through entries that became visible together, in the order of when they were stored. */
export class PositionWalk {
  readonly #from: LogPosition;
  readonly #snapshot: LogSnapshot;
  /** When the last entry of each transaction was stored. */
  readonly #passed = new Map<number, number>();
  #last: Arrival | undefined;

  constructor(from: LogPosition, snapshot: LogSnapshot) {
    this.#from = from;
    this.#snapshot = snapshot;
  }

  /** The next one is behind it. */
  pass(arrival: Arrival): void {
    this.#last = arrival;
    this.#passed.set(arrival.transaction, arrival.at);
  }

  /** The position behind the last one. */
  get here(): LogPosition {
    if (this.#last === undefined) return this.#from;
    const { at, id } = this.#last;
    const { since: before, upTo } = this.#from;
    const since = Math.max(before, Math.min(at, this.#snapshot.settledAt));
    // What was stored before `since` is behind it anyway.
    const passed = [...this.#passed].filter(([, last]) => last >= since).map(([number]) => number);
    const earlier = upTo !== undefined && upTo.at >= since ? upTo.transactions : [];
    return { ...this.#from, since, upTo: { at, id, transactions: [...new Set([...earlier, ...passed])] } };
  }

  /** The position behind all of them, when there are no more. */
  get end(): LogPosition {
    return caughtUp(this.#from, this.#snapshot, this.#passed.keys());
  }
}

/** As the id of an event, signed with the key of the log. */
export function encodePosition({ since, floor, taken, open, upTo }: LogPosition, key: string): string {
  const numbers = (all: readonly number[]): readonly number[] => all.map((number) => number - floor);
  const place = upTo && [upTo.at, upTo.id, numbers(upTo.transactions)];
  const text = Buffer.from(JSON.stringify([since, floor, numbers(taken), numbers(open), place])).toString('base64url');
  return `${text}.${signatureOf(text, key)}`;
}

/** Undefined for what this log has not given out. */
export function decodePosition(id: string, key: string): LogPosition | undefined {
  const [text = '', signature = ''] = id.split('.');
  if (!isSame(signature, signatureOf(text, key))) return undefined;
  const [since, floor, taken, open, place] = JSON.parse(Buffer.from(text, 'base64url').toString()) as Encoded;
  const numbers = (all: readonly number[]): readonly number[] => all.map((number) => number + floor);
  return {
    since,
    floor,
    taken: numbers(taken),
    open: numbers(open),
    ...(place && { upTo: { at: place[0], id: place[1], transactions: numbers(place[2]) } }),
  };
}

type Encoded = readonly [
  since: number,
  floor: number,
  taken: readonly number[],
  open: readonly number[],
  place: readonly [at: number, id: string, transactions: readonly number[]] | null,
];

function signatureOf(text: string, key: string): string {
  return createHmac('sha256', key).update(`live ${text}`).digest('base64url').slice(0, 22); // 132 bits
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
