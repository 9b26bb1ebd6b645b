import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { damaged, frameOf } from '../../../../test/support/frames.ts';
import { temporaryDirectories } from '../../../../test/support/temporary-directory.ts';
import { BatchReader } from './batch-reader.ts';
import { DiskJournal } from './disk-journal.ts';
import type { FrameType } from './frame.ts';
import { SegmentStream } from './frame-stream.ts';
import { type BatchLimits, checksumOf, type JournalBatch, type StoredRange } from './journal-batch.ts';
import { REAL_FILES } from './journal-files.ts';

const newDirectory = temporaryDirectories();

/** A frame, and which of its bits is damaged. */
interface Planned {
  readonly type: FrameType;
  readonly size: number;
  readonly bit: number | undefined;
}

type Step =
  | { readonly do: 'append'; readonly frames: readonly Planned[] }
  /** What becomes of a batch: stored, refused by the database in part, stored without an answer, or not stored. */
  | { readonly do: 'write'; readonly limits: BatchLimits; readonly fate: 'stored' | 'refused' | 'ambiguous' | 'failed' }
  /** The database loses its last rows; or some become one; or somebody else writes the next numbers. */
  | { readonly do: 'setBack' | 'merge'; readonly count: number }
  | { readonly do: 'clone'; readonly ahead: number; readonly count: number }
  | { readonly do: 'remove' };

const planned: fc.Arbitrary<Planned> = fc.record({
  type: fc.constantFrom('entry', 'entry', 'entry', 'intent', 'settled'),
  size: fc.nat({ max: 40 }),
  bit: fc.option(fc.nat({ max: 800 }), { freq: 8, nil: undefined }),
});
const limits = fc.record({ maxEntries: fc.integer({ min: 1, max: 6 }), maxBytes: fc.integer({ min: 1, max: 120 }) });
const fate = fc.constantFrom('stored', 'stored', 'refused', 'ambiguous', 'failed');
const count = fc.integer({ min: 1, max: 5 });
const append: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('append'),
  frames: fc.array(planned, { maxLength: 9 }),
});
const write: fc.Arbitrary<Step> = fc.record({ do: fc.constant('write'), limits, fate });
const setBack: fc.Arbitrary<Step> = fc.record({ do: fc.constant('setBack'), count });
const merge: fc.Arbitrary<Step> = fc.record({ do: fc.constant('merge'), count });
const clone: fc.Arbitrary<Step> = fc.record({ do: fc.constant('clone'), ahead: fc.nat({ max: 9 }), count });
const remove: fc.Arbitrary<Step> = fc.record({ do: fc.constant('remove') });

/** The rows of one writer, as the database keeps them. */
class Rows {
  rows: (StoredRange & { readonly entries: readonly number[]; readonly isOurs: boolean })[] = [];

  insert({ first, last, entries }: JournalBatch, isOurs = true): boolean {
    if (this.rows.some((row) => row.first <= last && row.last >= first)) return false;
    const checksum = isOurs ? checksumOf(entries) : -1;
    const numbers = isOurs ? entries.map(({ sequence }) => sequence) : [];
    this.rows = [...this.rows, { first, last, checksum, entries: numbers, isOurs }].toSorted(
      (a, b) => a.first - b.first,
    );
    return true;
  }

  /** Rows that stand side by side become one. */
  merge(at: number): void {
    const place = at % Math.max(1, this.rows.length - 1);
    const [one, other] = this.rows.slice(place, place + 2);
    if (one === undefined || other?.first !== one.last + 1 || !one.isOurs || !other.isOurs) return;
    const entries = [...one.entries, ...other.entries];
    this.rows.splice(place, 2, { first: one.first, last: other.last, checksum: null, entries, isOurs: true });
  }

  from(first: number): StoredRange[] {
    return this.rows.filter(({ last }) => last >= first);
  }
}

class World {
  readonly database = new Rows();
  readonly #journal: DiskJournal;
  readonly #reader: BatchReader;
  readonly entries: number[] = [];
  readonly damaged: number[] = [];
  readonly displaced: number[] = [];
  readonly counts = { stored: 0, refused: 0, found: 0, unsettled: 0, lost: 0 };
  lastWhole = 0;
  #sequence = 0;

  constructor(segmentBytes: number) {
    this.#journal = new DiskJournal({ directory: newDirectory(), sync: 'never', segmentBytes, files: REAL_FILES });
    this.#reader = new BatchReader({
      writer: 'w',
      stream: new SegmentStream(this.#journal),
      firstHeld: () => this.#firstHeld,
      onSettled: ({ stored, refused, found }) => {
        this.counts.stored += stored;
        this.counts.refused += refused;
        this.counts.found += found;
      },
      onLost: ({ count: lost }) => (this.counts.lost += lost),
      onDisplaced: (entries, unsettled) => {
        this.displaced.push(...entries.map(({ sequence }) => sequence));
        this.counts.unsettled += unsettled;
      },
    });
  }

  get #firstHeld(): number {
    return this.#journal.segments[0]?.first ?? 1;
  }

  async step(step: Step): Promise<void> {
    switch (step.do) {
      case 'append':
        return step.frames.forEach((frame) => this.#append(frame));
      case 'write':
        return void (await this.#write(step));
      case 'setBack': {
        const kept = this.database.rows.filter(({ isOurs, first }) => !isOurs || first < this.#firstHeld);
        const mayGo = this.database.rows.filter((row) => !kept.includes(row)).slice(0, -step.count);
        this.database.rows = [...kept, ...mayGo].toSorted((one, other) => one.first - other.first);
        return this.#reconcile();
      }
      case 'merge':
        return this.database.merge(step.count);
      case 'clone': {
        const first = Math.max(this.#reader.stored, this.#sequence) + 1 + step.ahead;
        this.database.insert({ writer: 'w', first, last: first + step.count - 1, entries: [], bytes: 0 }, false);
        return this.#reconcile();
      }
      case 'remove':
        return this.#journal.removeOldest((_, next) => next.first - 1 <= this.#reader.stored);
    }
  }

  /** Until nothing more is to be written. */
  async drain(): Promise<void> {
    this.#append({ type: 'settled', size: 0, bit: undefined }); // so that all damage before it is noticed
    const all = { maxEntries: 4, maxBytes: 100 };
    for (let isMore = true; isMore;) isMore = await this.#write({ limits: all, fate: 'stored' });
    const rest = this.#reader.rest();
    if (rest !== undefined) assert(this.database.insert(rest));
    this.#journal.close();
  }

  #append({ type, size, bit }: Planned): void {
    const sequence = (this.#sequence += 1);
    const frame = frameOf(sequence, 'x'.repeat(size), { type, intent: type === 'entry' ? 0 : sequence });
    this.#journal.write([bit === undefined ? frame : damaged(frame, bit)]);
    if (bit === undefined) this.lastWhole = sequence;
    if (bit !== undefined) this.damaged.push(sequence);
    else if (type === 'entry') this.entries.push(sequence);
  }

  async #write({ limits: most, fate: becomes }: Omit<Step & { readonly do: 'write' }, 'do'>): Promise<boolean> {
    const batch = await this.#reader.read(most);
    if (batch === undefined) return false;
    this.#check(batch, most);
    if (becomes === 'failed' || !this.database.insert(batch) || becomes === 'ambiguous') {
      this.#reconcile();
      return true;
    }
    this.#reader.settle(batch, becomes === 'refused' ? 1 : 0);
    return true;
  }

  #reconcile(): void {
    this.#reader.reconcile(this.database.from(this.#firstHeld));
  }

  #check({ first, last, entries, bytes }: JournalBatch, { maxEntries, maxBytes }: BatchLimits): void {
    const inside = (sequence: number): boolean => first <= sequence && sequence <= last;
    const numbers = entries.map(({ sequence }) => sequence);
    assert.deepEqual(numbers, this.entries.filter(inside));
    assert.deepEqual(this.damaged.filter(inside), []);
    assert.equal(
      bytes,
      entries.reduce((sum, { line }) => sum + line.length, 0),
    );
    assert(entries.length <= maxEntries && (entries.length <= 1 || bytes <= maxBytes));
  }
}

async function run(steps: readonly Step[], segmentBytes: number): Promise<World> {
  const world = new World(segmentBytes);
  for (const step of steps) await world.step(step);
  await world.drain();
  return world;
}

/** The numbers of the entries that the database has, as often as it has them. */
const inDatabase = ({ database }: World): number[] => database.rows.flatMap(({ entries }) => entries);
const segmentBytes = fc.constantFrom(1, 150, 400, 100_000);

describe('a journal that is read in batches', () => {
  it('should come to the database once and in order, whatever is damaged and whatever the database answers', async () => {
    const steps = fc.array(fc.oneof(append, write, write, setBack, merge, remove), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(steps, segmentBytes, async (each, bytes) => {
        const world = await run(each, bytes);
        const { counts, entries, damaged: damage, lastWhole, database, displaced } = world;
        expect(inDatabase(world)).toEqual(entries);
        expect(displaced).toEqual([]);
        expect(counts.stored + counts.refused + counts.found).toBe(entries.length);
        expect(counts.lost).toBe(damage.filter((sequence) => sequence < lastWhole).length);
        const missing = Array.from({ length: lastWhole }, (_, index) => index + 1).filter(
          (sequence) => !database.rows.some(({ first, last }) => first <= sequence && sequence <= last),
        );
        expect(missing).toEqual(damage.filter((sequence) => sequence < lastWhole));
      }),
      { numRuns: 400 },
    );
  });

  it('should come to the database or be handed over once, while others write under the same name', async () => {
    const steps = fc.array(fc.oneof(append, append, write, write, setBack, clone), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(steps, segmentBytes, async (each, bytes) => {
        const world = await run(each, bytes);
        const { counts, entries, displaced } = world;
        expect(displaced).toEqual([...new Set(displaced)]);
        const numbers = new Set([...inDatabase(world), ...displaced]);
        expect([...numbers].toSorted((one, other) => one - other)).toEqual(entries);
        expect(counts.stored + counts.refused + counts.found + counts.unsettled).toBe(entries.length);
      }),
      { numRuns: 400 },
    );
  });
});
