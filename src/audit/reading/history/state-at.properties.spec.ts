import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { rowEntry, type RowState } from '../../capture/entities/entity-change.ts';
import type { RecordedChange } from './recorded-change.ts';
import { type FieldState, StateFold, stateAt } from './state-at.ts';

const RUNS = { numRuns: 1_000 };
const FIELDS = ['a', 'b', 'c', 'secret', '__proto__'];
const KIND = {
  category: 'request',
  resource: 'thing',
  masked: new Set(['secret']),
  automatic: new Set<string>(),
} as const;

/** A row as it really was from one moment on; undefined while there is none. */
interface Moment {
  readonly time: number;
  readonly row: RowState | undefined;
}

const row = fc.dictionary(fc.constantFrom(...FIELDS), fc.constantFrom(null, 1, 2, 'x', ['y']));
const step = fc.record({ row: fc.option(row, { nil: undefined }), gap: fc.integer({ min: 0, max: 2 }) });
const story = fc.record({
  steps: fc.array(step, { maxLength: 12 }),
  /** Entries that are gone, the oldest. */
  forgotten: fc.nat({ max: 6 }),
  time: fc.integer({ min: -1, max: 14 }),
});

/** What is really so after each step, and what the capture of rows records of it. */
function play(steps: readonly { readonly row: RowState | undefined; readonly gap: number }[]): {
  readonly moments: readonly Moment[];
  readonly entries: readonly RecordedChange[];
} {
  const moments: Moment[] = [];
  const entries: RecordedChange[] = [];
  let [time, current]: [number, RowState | undefined] = [0, undefined];
  for (const [number, { row: next, gap }] of steps.entries()) {
    if (next === undefined && current === undefined) continue;
    time += gap;
    const action = current === undefined ? 'create' : next === undefined ? 'delete' : 'update';
    const entry = rowEntry(KIND, { action, id: '7', before: current ?? {}, after: next ?? {} });
    if (entry !== undefined) {
      const id = String(number).padStart(3, '0');
      entries.push({ id, timestamp: new Date(time), actionType: action, changes: entry.changes ?? null });
    }
    current = next;
    moments.push({ time, row: current });
  }
  return { moments, entries };
}

function truthAt(moments: readonly Moment[], time: number): RowState | undefined {
  return moments.findLast((moment) => moment.time <= time)?.row;
}

const valueIn = (state: RowState | undefined, field: string): unknown =>
  state !== undefined && Object.hasOwn(state, field) ? state[field] : null;

function isTrue({ field, value, unknown }: FieldState, truth: RowState | undefined): boolean {
  return unknown === null ? isDeepStrictEqual(value, valueIn(truth, field)) : field === 'secret';
}

describe('stateAt of random lives', () => {
  it('should give what was, completely when nothing is missing', () => {
    fc.assert(
      fc.property(story, ({ steps, time }) => {
        const { moments, entries } = play(steps);
        const truth = truthAt(moments, time);
        const state = stateAt(entries, new Date(time));
        expect(state.existence === 'exists').toBe(truth !== undefined);
        expect(state.fields.filter((field) => !isTrue(field, truth))).toEqual([]);
        const told = new Set(state.fields.map(({ field }) => field));
        const missing = FIELDS.filter((field) => valueIn(truth, field) !== null && !told.has(field));
        expect(missing).toEqual([]);
      }),
      RUNS,
    );
  });

  it('should give nothing that was not so when the oldest entries are gone, and know what was changed since', () => {
    fc.assert(
      fc.property(story, ({ steps, forgotten, time }) => {
        const { moments, entries } = play(steps);
        // entries go because of their age: what is gone lies before the moment
        const gone = entries.filter(({ timestamp }) => timestamp.getTime() <= time).slice(0, forgotten).length;
        const left = entries.slice(gone);
        const truth = truthAt(moments, time);
        const state = stateAt(left, new Date(time));
        // with the entries of a life before it, the life itself is forgotten
        const isForgotten = state.existence === 'absent' && left[0]?.actionType === 'create';
        const isAnswered = left.length > 0 && !isForgotten;
        expect(isAnswered && (state.existence === 'exists') !== (truth !== undefined)).toBe(false);
        expect(state.fields.filter((field) => !isTrue(field, truth))).toEqual([]);
        const told = new Set(state.fields.map(({ field }) => field));
        const upToNow = left.filter(({ timestamp }) => timestamp.getTime() <= time);
        const lifeBegan = upToNow.findLastIndex(({ actionType }) => actionType === 'create');
        const touched = upToNow.slice(Math.max(0, lifeBegan)).flatMap(({ changes }) => Object.keys(changes ?? {}));
        expect(truth === undefined ? [] : touched.filter((field) => !told.has(field))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('should give a part of it, and nothing else, when it is not read to the end', () => {
    fc.assert(
      fc.property(story, fc.nat({ max: 4 }), fc.nat({ max: 4 }), ({ steps, time }, before, after) => {
        const { moments, entries } = play(steps);
        const fold = new StateFold();
        const earlier = entries.filter(({ timestamp }) => timestamp.getTime() <= time).toReversed();
        const later = entries.filter(({ timestamp }) => timestamp.getTime() > time);
        earlier.slice(0, before).forEach((change) => fold.earlier(change));
        if (fold.wantsLater) later.slice(0, after).forEach((change) => fold.later(change));
        const truth = truthAt(moments, time);
        const { existence, fields } = fold.state();
        expect(fields.filter((field) => !isTrue(field, truth))).toEqual([]);
        expect([truth === undefined ? ['absent', 'deleted', 'unknown'] : ['exists', 'unknown']].flat()).toContain(
          existence,
        );
      }),
      RUNS,
    );
  });
});
