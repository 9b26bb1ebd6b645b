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
  /** In the midst of what became visible together. The places of what became visible later are before the others. */
  readonly steps: readonly Step[];
}

/** Entries of some transactions that are behind a position: those that were stored up to this one. */
export interface Step {
  readonly at: number;
  readonly id: string;
  readonly transactions: readonly number[];
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
  return caughtUp({ since: 0, floor: 0, taken: [], open: [], steps: [] }, snapshot, visible);
}

/** All that was ahead of the position and visible in the snapshot is behind the new one. @param seen The transactions of that. */
export function caughtUp(position: LogPosition, snapshot: LogSnapshot, seen: Iterable<number>): LogPosition {
  const ended = new Set([...position.taken, ...transactionsOf(position.steps), ...seen]);
  const later = [...ended].filter((number) => number >= snapshot.xmin).toSorted((a, b) => a - b);
  const taken = later.slice(-MOST_TAKEN);
  const raised = taken.length < later.length ? (taken[0] ?? 0) : 0;
  const floor = Math.max(position.floor, snapshot.xmin, raised);
  return {
    since: Math.max(position.since, snapshot.settledAt),
    floor,
    taken: taken.filter((number) => number >= floor),
    open: snapshot.running.filter((number) => number < floor),
    steps: [],
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
    const since = Math.max(this.#from.since, Math.min(at, this.#snapshot.settledAt));
    // What was stored before `since` is behind it anyway.
    const passed = [...this.#passed].filter(([, last]) => last >= since).map(([number]) => number);
    const steps = this.#from.steps.filter((step) => step.at >= since);
    const isFurther = (step: Step): boolean => step.at > at || (step.at === at && step.id > id);
    const reached = steps.filter((step) => !isFurther(step));
    const transactions = [...new Set([...transactionsOf(reached), ...passed])];
    const further = steps.filter(isFurther);
    return { ...this.#from, since, steps: [...further, { at, id, transactions }] };
  }

  /** The position behind all of them, when there are no more. */
  get end(): LogPosition {
    return caughtUp(this.#from, this.#snapshot, this.#passed.keys());
  }
}

/** As the id of an event, signed with the key of the log. */
export function encodePosition({ since, floor, taken, open, steps }: LogPosition, key: string): string {
  const numbers = (all: readonly number[]): readonly number[] => all.map((number) => number - floor);
  const places = steps.flatMap(({ at, id, transactions }) => [at - since, id, numbers(transactions)]);
  const parts = [since, floor, numbers(taken), numbers(open), ...places];
  const text = Buffer.from(JSON.stringify(parts)).toString('base64url');
  return `${text}.${signatureOf(text, key)}`;
}

/** Undefined for what this log has not given out. */
export function decodePosition(id: string, key: string): LogPosition | undefined {
  const [text = '', signature = ''] = id.split('.');
  if (!isSame(signature, signatureOf(text, key))) return undefined;
  const [since, floor, taken, open, ...places] = JSON.parse(Buffer.from(text, 'base64url').toString()) as Encoded;
  const numbers = (all: readonly number[]): readonly number[] => all.map((number) => number + floor);
  return {
    since,
    floor,
    taken: numbers(taken),
    open: numbers(open),
    steps: Array.from({ length: places.length / 3 }, (_, index) => {
      const [after, entry, transactions] = places.slice(index * 3, index * 3 + 3) as EncodedStep;
      return { at: after + since, id: entry, transactions: numbers(transactions) };
    }),
  };
}

function transactionsOf(steps: readonly Step[]): readonly number[] {
  return steps.flatMap(({ transactions }) => transactions);
}

type EncodedStep = [at: number, id: string, transactions: readonly number[]];

type Encoded = readonly [
  since: number,
  floor: number,
  taken: readonly number[],
  open: readonly number[],
  ...steps: EncodedStep[number][],
];

function signatureOf(text: string, key: string): string {
  return createHmac('sha256', key).update(`live ${text}`).digest('base64url').slice(0, 22); // 132 bits
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
