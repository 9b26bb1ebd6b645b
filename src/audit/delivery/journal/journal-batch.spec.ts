import * as fc from 'fast-check';
import { checksumOf, halvesOf, type JournalBatch, type JournalledEntry, jsonOf } from './journal-batch.ts';

const entry = fc.record({
  sequence: fc.integer({ min: 1, max: 2 ** 40 }),
  line: fc.json().map((text) => Buffer.from(text)),
  checksum: fc.nat({ max: 2 ** 32 - 1 }),
});

describe(jsonOf.name, () => {
  it('should be an array of all lines, as they are', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
        expect(String(jsonOf(entries))).toBe(`[${entries.map(({ line }) => String(line)).join(',')}]`);
      }),
    );
  });
});

describe(checksumOf.name, () => {
  const one: JournalledEntry = { sequence: 1, line: Buffer.alloc(0), checksum: 7 };

  it.each<[string, readonly JournalledEntry[]]>([
    ['none', []],
    ['another number', [{ ...one, sequence: 2 }]],
    ['another line', [{ ...one, checksum: 8 }]],
    ['one more', [one, { ...one, sequence: 2 }]],
  ])('should be another one for %s', (_, entries) => {
    expect(checksumOf(entries)).not.toBe(checksumOf([one]));
    expect(checksumOf(entries)).toBe(checksumOf([...entries]));
  });
});

describe(halvesOf.name, () => {
  it('should be the batch again, together, without a number between them', () => {
    const batch: fc.Arbitrary<JournalBatch> = fc
      .tuple(fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 9 }), fc.nat({ max: 5 }))
      .map(([numbers, more]) => {
        const entries = numbers
          .toSorted((a, b) => a - b)
          .map((sequence) => ({ sequence, line: Buffer.from(`${sequence}`), checksum: sequence }));
        const bytes = entries.reduce((sum, { line }) => sum + line.length, 0);
        return { writer: 'w', first: 1, last: Math.max(...numbers) + more, entries, bytes };
      });
    fc.assert(
      fc.property(batch, (whole) => {
        const [left, right] = halvesOf(whole);
        expect([left.first, left.last + 1, right.last]).toEqual([whole.first, right.first, whole.last]);
        expect([...left.entries, ...right.entries]).toEqual(whole.entries);
        expect(left.bytes + right.bytes).toBe(whole.bytes);
        for (const half of [left, right]) {
          expect(half.entries.length).toBeGreaterThan(0);
          expect(half.entries.every(({ sequence }) => half.first <= sequence && sequence <= half.last)).toBe(true);
        }
      }),
    );
  });
});
