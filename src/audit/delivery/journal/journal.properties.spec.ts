import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { FailingFiles } from '../../../../test/support/failing-files.ts';
import { temporaryDirectories } from '../../../../test/support/temporary-directory.ts';
import type { AuditDelivery } from '../../entry/delivery.ts';
import { DiskJournal, type JournalSync } from './disk-journal.ts';
import { SegmentStream } from './frame-stream.ts';
import { Journal } from './journal.ts';
import { checksumOf, type JournalBatch, type StoredRange } from './journal-batch.ts';
import { REAL_FILES } from './journal-files.ts';
import { type OpenIntent, openIntentsOf } from './open-intents.ts';
import { Segment } from './segment.ts';

const newDirectory = temporaryDirectories();
const MAX_QUEUE_BYTES = 3_000;

type Fault = 'room' | 'writeSync' | 'ftruncateSync' | 'openSync' | 'fdatasync' | 'fdatasyncSync' | 'rmSync';
type Step =
  | { readonly do: 'append'; readonly rank: AuditDelivery; readonly size: number; readonly intent: number | undefined }
  | { readonly do: 'withdraw'; readonly intent: number }
  | { readonly do: 'fail'; readonly what: Fault; readonly room: number; readonly times: number }
  | { readonly do: 'write'; readonly fate: 'stored' | 'refused' | 'ambiguous' | 'failed'; readonly isLate: boolean }
  | { readonly do: 'intend' | 'commit' | 'sync' | 'syncNow' | 'syncLater' | 'heal' | 'wait' | 'removeStored' | 'open' };

const faults: readonly Fault[] = [
  'room',
  'writeSync',
  'ftruncateSync',
  'openSync',
  'fdatasync',
  'fdatasyncSync',
  'rmSync',
];
const append: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('append'),
  rank: fc.constantFrom('best-effort', 'standard', 'critical'),
  size: fc.nat({ max: 80 }),
  intent: fc.option(fc.nat({ max: 5 }), { nil: undefined }),
});
const write: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('write'),
  fate: fc.constantFrom('stored', 'stored', 'refused', 'ambiguous', 'failed'),
  isLate: fc.boolean(),
});
const fail: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('fail'),
  what: fc.constantFrom(...faults),
  room: fc.nat({ max: 300 }),
  times: fc.constantFrom(1, 2, Infinity),
});
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: append },
  { weight: 4, arbitrary: write },
  { weight: 1, arbitrary: fail },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), intent: fc.nat({ max: 5 }) }) },
  ...(
    [
      'commit',
      'commit',
      'intend',
      'intend',
      'sync',
      'syncNow',
      'syncLater',
      'heal',
      'wait',
      'removeStored',
      'open',
    ] as const
  ).map((what) => ({ weight: 1, arbitrary: fc.record({ do: fc.constant(what) }) })),
);

/** A journal, and beside it what it has to know, in plain lists. */
class World {
  readonly disk = new FailingFiles();
  readonly directory = newDirectory();
  readonly journal: Journal;
  readonly taken: string[] = [];
  readonly stored: string[] = [];
  readonly open: { readonly number: number; readonly line: string }[] = [];
  readonly told: string[] = [];
  readonly #newDisk: () => DiskJournal;
  #rows: StoredRange[] = [];
  #reading: Promise<JournalBatch | undefined> | undefined;
  #later: Promise<unknown>[] = [];
  #now = 0;
  #count = 0;

  constructor(sync: JournalSync, segmentBytes: number) {
    jest.spyOn(performance, 'now').mockImplementation(() => this.#now);
    this.#newDisk = () => new DiskJournal({ directory: this.directory, sync, segmentBytes, files: this.disk.files });
    this.journal = new Journal({
      writer: '01234567-89ab-4def-8123-456789abcdef',
      maxQueueBytes: MAX_QUEUE_BYTES,
      maxBytes: 20_000,
      isOnDisk: true,
      onDiskFault: () => this.told.push('fault'),
      onDiskRecovery: () => this.told.push('recovery'),
      onLost: ({ count }) => this.told.push(`lost ${count}`),
      onDisplaced: (entries) => this.told.push(`displaced ${entries.length}`),
    });
  }

  async step(step: Step): Promise<void> {
    const { journal, disk } = this;
    switch (step.do) {
      case 'append':
        this.#append(step);
        break;
      case 'intend': {
        const line = `intent ${(this.#count += 1)}`;
        this.open.push({ number: journal.intend(line), line });
        break;
      }
      case 'withdraw': {
        const [intent] = this.open.splice(step.intent, 1);
        if (intent !== undefined) journal.withdraw(intent.number);
        break;
      }
      case 'fail':
        if (step.what === 'room') disk.room = step.room;
        else disk.fail(step.what, 'EIO', { times: step.times });
        break;
      case 'heal':
        disk.heal();
        break;
      case 'wait':
        this.#now += 1_001;
        break;
      case 'commit':
        journal.write();
        break;
      case 'sync':
        await journal.sync();
        break;
      case 'syncNow':
        journal.syncNow();
        break;
      case 'syncLater':
        this.#later.push(journal.sync());
        break;
      case 'removeStored':
        this.#removeStored();
        break;
      case 'open':
        if (journal.disk === undefined) journal.open(this.#newDisk());
        break;
      case 'write':
        await this.#write(step);
        break;
    }
    this.#check();
  }

  /** Everything works again, and what is left is written. */
  async end(): Promise<void> {
    this.disk.heal();
    await Promise.all(this.#later);
    this.#now += 1_001;
    if (this.journal.disk === undefined) this.journal.open(this.#newDisk());
    assert(await this.journal.sync());
    this.#check();
  }

  async drain(): Promise<void> {
    while (await this.#write({ fate: 'stored', isLate: false }));
  }

  /** What another process finds when this one dies now. */
  async afterDeath(): Promise<{ readonly lines: string[]; readonly open: readonly OpenIntent[] }> {
    const segments = Segment.openAll(this.directory, REAL_FILES);
    const stream = new SegmentStream({ segments, isFinal: true });
    const lines: string[] = [];
    for (let frames = await stream.next(); frames.length > 0; frames = await stream.next()) {
      lines.push(...frames.filter(({ type }) => type === 'entry').map(({ payload }) => String(payload)));
    }
    stream.rewind(0);
    const open = await openIntentsOf(stream);
    segments.forEach((segment) => segment.close());
    return { lines, open };
  }

  async close(): Promise<void> {
    await this.journal.close();
    assert.equal(this.disk.openFiles, 0);
    jest.restoreAllMocks();
  }

  #append({ rank, size, intent }: Step & { readonly do: 'append' }): void {
    const line = `${(this.#count += 1)} ${'x'.repeat(size)}`;
    const open = intent === undefined ? undefined : this.open[intent];
    if (!this.journal.append(line, rank, open?.number)) return;
    this.taken.push(line);
    if (open !== undefined) this.open.splice(this.open.indexOf(open), 1);
  }

  #removeStored(): void {
    try {
      this.journal.removeStored(Infinity);
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'EIO'); // another time
    }
  }

  /** Reads, lets other things happen where it `isLate`, and writes what was read. */
  async #write({ fate, isLate }: Omit<Step & { readonly do: 'write' }, 'do'>): Promise<boolean> {
    const isFirst = this.#reading === undefined;
    this.#reading ??= this.journal.read({ maxEntries: 4, maxBytes: 200 });
    if (isFirst && isLate) return true;
    const batch = await this.#reading;
    this.#reading = undefined;
    if (batch === undefined) return !isFirst;
    if (fate !== 'failed') this.#insert(batch);
    if (fate === 'failed' || fate === 'ambiguous') this.journal.reconcile(this.#ranges());
    else this.journal.settle(batch, fate === 'refused' && batch.entries.length > 0 ? 1 : 0);
    return true;
  }

  #insert({ first, last, entries }: JournalBatch): void {
    assert(!this.#rows.some((row) => row.first <= last && row.last >= first));
    this.#rows = [...this.#rows, { first, last, checksum: checksumOf(entries) }];
    this.stored.push(...entries.map(({ line }) => String(line)));
  }

  #ranges(): readonly StoredRange[] {
    return this.#rows.filter(({ last }) => last >= this.journal.firstHeld);
  }

  #check(): void {
    const { accepted, stored, refused, queued, journalled, queuedBytes } = this.journal.figures;
    assert.equal(accepted, this.taken.length);
    assert.equal(stored + refused + queued + journalled, accepted);
    assert([stored, refused, queued, journalled, queuedBytes].every((figure) => figure >= 0));
    if (this.journal.disk === undefined) assert.equal(journalled, 0);
  }
}

describe('a journal in any order of calls', () => {
  it('should bring each entry to the database once, keep on the disk what is due, and count all of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { maxLength: 60 }),
        fc.constantFrom<JournalSync>('always', 'interval', 'never'),
        fc.constantFrom(1, 200, 1_000),
        async (steps, sync, segmentBytes) => {
          const world = new World(sync, segmentBytes);
          for (const each of steps) await world.step(each);
          await world.end();
          const { lines, open } = await world.afterDeath();
          expect(lines).toEqual(world.taken.filter((line) => lines.includes(line)));
          expect([...new Set([...lines, ...world.stored])]).toHaveLength(world.taken.length);
          expect(open.map(({ line }) => line).toSorted()).toEqual(world.open.map(({ line }) => line).toSorted());
          await world.drain();
          expect(world.stored).toEqual(world.taken);
          expect(world.journal.figures).toMatchObject({ queued: 0, journalled: 0, queuedBytes: 0 });
          expect(world.told.filter((what) => /lost|displaced/.test(what))).toEqual([]);
          await world.close();
        },
      ),
      { numRuns: 500 },
    );
  });
});
