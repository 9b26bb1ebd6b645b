import * as fc from 'fast-check';
import type { AuditJournal, JournalBatch, JournalRank } from './audit-journal.ts';
import { MemoryJournal } from './memory-journal.ts';

const ALL = { maxLines: 1_000, maxBytes: 1_000_000 };
const NONE = { lines: [] };

describe('MemoryJournal', () => {
  it('should give what was appended, oldest first, until it is released', () => {
    const journal = new MemoryJournal(100);
    for (const line of ['a', 'b', 'c']) expect(journal.append(line)).toBe(true);
    const batch = journal.peek({ maxLines: 2, maxBytes: 100 }) ?? NONE;
    expect(batch.lines).toEqual(['a', 'b']);
    expect(journal.peek(ALL)).toEqual({ lines: ['a', 'b', 'c'] });
    journal.release(batch);
    expect(journal.peek(ALL)).toEqual({ lines: ['c'] });
    expect([journal.length, journal.bytes]).toEqual([1, 1]);
  });

  it('should keep what comes between peek and release', () => {
    const journal = new MemoryJournal(100);
    journal.append('a');
    const batch = journal.peek(ALL) ?? NONE;
    journal.append('b');
    journal.release(batch);
    expect(journal.peek(ALL)).toEqual({ lines: ['b'] });
  });

  it('should be ready for more when all is released', () => {
    const journal = new MemoryJournal(100);
    for (const line of ['a', 'b']) {
      journal.append(line);
      journal.release(journal.peek(ALL) ?? NONE);
    }
    expect(journal.peek(ALL)).toBeUndefined();
    expect([journal.length, journal.bytes, journal.oldestSince]).toEqual([0, 0, undefined]);
  });

  it('should count bytes, not characters', () => {
    const journal = new MemoryJournal(4);
    expect(journal.append('日')).toBe(true);
    expect(journal.bytes).toBe(3);
    expect(journal.append('é')).toBe(false);
  });

  it('should shed and count what exceeds the bound, and take again when there is room', () => {
    const journal = new MemoryJournal(3);
    expect(['ab', 'cd', 'e', 'f'].map((line) => journal.append(line))).toEqual([true, false, true, false]);
    expect(journal.shed).toBe(2);
    journal.release(journal.peek({ maxLines: 1, maxBytes: 9 }) ?? NONE);
    expect(journal.append('gh')).toBe(true);
    expect(journal.peek(ALL)).toEqual({ lines: ['e', 'gh'] });
  });

  it('should give a line that is larger than a batch alone', () => {
    const journal = new MemoryJournal(100);
    for (const line of ['large', 'a', 'b']) journal.append(line);
    expect(journal.peek({ maxLines: 9, maxBytes: 2 })).toEqual({ lines: ['large'] });
  });

  it('should tell since when the oldest line waits', () => {
    const now = jest.spyOn(Date, 'now');
    const journal = new MemoryJournal(100);
    for (const moment of [1_000, 2_000]) {
      now.mockReturnValue(moment);
      journal.append('a');
    }
    now.mockRestore();
    expect(journal.oldestSince).toBe(1_000);
    journal.release({ lines: ['a'] });
    expect(journal.oldestSince).toBe(2_000);
  });

  it('should release one by one of 100 000 that wait in no time', () => {
    const journal = new MemoryJournal(1_000_000);
    for (let index = 0; index < 100_000; index += 1) journal.append('x');
    const startedAt = performance.now();
    for (let batch = journal.peek({ maxLines: 1, maxBytes: 9 }); batch;) {
      journal.release(batch);
      batch = journal.peek({ maxLines: 1, maxBytes: 9 });
    }
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe('MemoryJournal in any order of calls', () => {
  const [MAX_BYTES, RESERVED_BYTES] = [40, 12];
  const bytesOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);

  /** The simplest thing that keeps the promises of a journal. */
  class ListJournal implements Omit<AuditJournal, 'oldestSince'> {
    lines: string[] = [];
    appended = 0;
    shed = 0;

    append(line: string, rank: JournalRank = 'ordinary'): boolean {
      const fits = bytesOf([...this.lines, line]) <= MAX_BYTES - (rank === 'critical' ? 0 : RESERVED_BYTES);
      if (fits) this.lines.push(line);
      this[fits ? 'appended' : 'shed'] += 1;
      return fits;
    }

    peek({ maxLines, maxBytes }: { readonly maxLines: number; readonly maxBytes: number }): JournalBatch | undefined {
      const fitting = this.lines.findLastIndex((_, index) => bytesOf(this.lines.slice(0, index + 1)) <= maxBytes) + 1;
      const lines = this.lines.slice(0, Math.min(maxLines, Math.max(1, fitting)));
      return lines.length === 0 ? undefined : { lines };
    }

    release({ lines }: JournalBatch): void {
      this.lines.splice(0, lines.length);
    }

    get length(): number {
      return this.lines.length;
    }

    get bytes(): number {
      return bytesOf(this.lines);
    }

    get isFull(): boolean {
      return this.bytes > MAX_BYTES - RESERVED_BYTES / 2;
    }
  }

  const step = fc.oneof(
    fc.record({
      line: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 15 }),
      rank: fc.constantFrom('ordinary' as const, 'critical' as const, undefined),
    }),
    fc.record({ maxLines: fc.integer({ min: 1, max: 5 }), maxBytes: fc.integer({ min: 1, max: 30 }) }),
  );

  type Step =
    | { readonly line: string; readonly rank: JournalRank | undefined }
    | { readonly maxLines: number; readonly maxBytes: number };

  function outcomeOf(journal: Omit<AuditJournal, 'oldestSince'>, call: Step): unknown {
    const answer = 'line' in call ? journal.append(call.line, call.rank) : journal.peek(call);
    if (typeof answer === 'object') journal.release(answer);
    const { length, bytes, appended, shed, isFull } = journal;
    return { answer, left: journal.peek(ALL), length, bytes, appended, shed, isFull };
  }

  it('should do what a plain list does', () => {
    fc.assert(
      fc.property(fc.array(step), (calls) => {
        const [journal, model] = [new MemoryJournal(MAX_BYTES, RESERVED_BYTES), new ListJournal()];
        for (const call of calls) expect(outcomeOf(journal, call)).toEqual(outcomeOf(model, call));
        expect(journal.oldestSince === undefined).toBe(model.length === 0);
      }),
    );
  });
});
