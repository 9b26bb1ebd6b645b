import { array, assert, boolean, constant, integer, oneof, property, record } from 'fast-check';
import {
  type Arrival,
  decodePosition,
  encodePosition,
  type LogPosition,
  positionAt,
  PositionWalk,
} from './log-position.ts';
import { type LogSnapshot, SettledTime } from './log-snapshot.ts';

const KEY = 'the key of the log';
const NOW = 1_764_000_000_000;

/** A database that stores entries: transactions with parts of their own, which all end at once. */
class ModelDatabase {
  #next = 1_000;
  #now = NOW;
  #ids = 0;
  #firstAfterEnded = 1_000;
  readonly #running = new Map<number, Arrival[]>();
  readonly #settled = new SettledTime();
  readonly visible: Arrival[] = [];

  begin(): void {
    this.#running.set(this.#next, []);
    this.#next += 1;
  }

  /** In a part of the transaction it has a number that no snapshot tells. */
  store(which: number, { isInPart }: { readonly isInPart: boolean }): void {
    const top = [...this.#running.keys()][which % Math.max(this.#running.size, 1)];
    if (top === undefined) return;
    const transaction = isInPart ? this.#next : top;
    if (isInPart) this.#next += 1;
    this.#ids += 1;
    this.#running.get(top)?.push({ transaction, at: this.#now, id: String(this.#ids).padStart(8, '0') });
  }

  end(which: number, { isCommitted }: { readonly isCommitted: boolean }): void {
    const top = [...this.#running.keys()][which % Math.max(this.#running.size, 1)];
    if (top === undefined) return;
    const stored = this.#running.get(top) ?? [];
    if (isCommitted) this.visible.push(...stored);
    this.#firstAfterEnded = Math.max(
      this.#firstAfterEnded,
      ...[top, ...stored.map(({ transaction }) => transaction)].map((number) => number + 1),
    );
    this.#running.delete(top);
  }

  pass(ms: number): void {
    this.#now += ms;
  }

  /** Its numbers end behind the last transaction that has ended, whatever has begun since. */
  snapshot(): LogSnapshot {
    const running = [...this.#running.keys()].filter((number) => number < this.#firstAfterEnded);
    const xmax = this.#firstAfterEnded;
    const parts = [...this.#running].flatMap(([top, stored]) => [top, ...stored.map(({ transaction }) => transaction)]);
    const settledAt = this.#settled.of({ at: this.#now, unfinished: parts.map(String) });
    return { xmin: Math.min(...running, xmax), xmax, running, at: this.#now, settledAt };
  }

  /** As the statement says it. */
  ahead({ since, floor, taken, open, upTo }: LogPosition, limit: number): Arrival[] {
    return this.visible
      .filter(({ at }) => at >= since)
      .filter(({ transaction: number }) => (number >= floor && !taken.includes(number)) || open.includes(number))
      .filter(
        ({ transaction, at, id }) =>
          upTo === undefined ||
          !upTo.transactions.includes(transaction) ||
          at > upTo.at ||
          (at === upTo.at && id > upTo.id),
      )
      .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
      .slice(0, limit);
  }
}

const which = integer({ min: 0, max: 9 });
const steps = array(
  oneof(
    { weight: 3, arbitrary: record({ kind: constant('begin' as const) }) },
    { weight: 6, arbitrary: record({ kind: constant('store' as const), which, isInPart: boolean() }) },
    { weight: 3, arbitrary: record({ kind: constant('end' as const), which, isCommitted: boolean() }) },
    {
      weight: 2,
      arbitrary: record({ kind: constant('pass' as const), ms: oneof(constant(0), constant(700), constant(1_400)) }),
    },
    {
      weight: 4,
      arbitrary: record({
        kind: constant('look' as const),
        limit: integer({ min: 1, max: 5 }),
        /** The connection ends behind this one, and the client comes again. */
        cutAfter: integer({ min: 0, max: 8 }),
      }),
    },
  ),
  { maxLength: 80 },
);

describe('following the log', () => {
  it('should tell each entry once, whenever transactions end and connections break', () => {
    assert(
      property(steps, (all) => {
        const database = new ModelDatabase();
        let position = positionAt(database.snapshot(), []);
        const told: string[] = [];
        const look = (limit: number, cutAfter: number): number => {
          const snapshot = database.snapshot();
          const arrived = database.ahead(position, limit);
          const walk = new PositionWalk(position, snapshot);
          for (const [index, arrival] of arrived.entries()) {
            walk.pass(arrival);
            told.push(arrival.id);
            if (index === cutAfter) {
              position = resumed(walk.here);
              return arrived.length;
            }
          }
          position = arrived.length < limit ? walk.end : walk.here;
          return arrived.length;
        };
        for (const step of all) {
          if (step.kind === 'begin') database.begin();
          else if (step.kind === 'store') database.store(step.which, step);
          else if (step.kind === 'end') database.end(step.which, step);
          else if (step.kind === 'pass') database.pass(step.ms);
          else look(step.limit, step.cutAfter);
        }
        while (look(100, -1) > 0);
        expect(told.toSorted()).toEqual(database.visible.map(({ id }) => id).toSorted());
      }),
      { numRuns: 2_000 },
    );
  });
});

/** What a client gives back. */
function resumed(position: LogPosition): LogPosition {
  const read = decodePosition(encodePosition(position, KEY), KEY);
  if (read === undefined) throw new Error('It can not be read back.');
  return read;
}
