import * as fc from 'fast-check';
import { isLaterRecordId, newRecordId, timestampOfRecordId } from './record-id.ts';

const moment = fc.date({ min: new Date(0), max: new Date(2 ** 48 - 1), noInvalidDate: true });

describe('newRecordId', () => {
  it('should keep the timestamp to the millisecond', () => {
    fc.assert(
      fc.property(moment, (timestamp) => {
        expect(timestampOfRecordId(newRecordId(timestamp))).toEqual(timestamp);
      }),
    );
  });

  it('should sort by the order in which ids of one moment were made', () => {
    const ids = Array.from({ length: 5_000 }, () => newRecordId(new Date(1_700_000_000_000)));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(5_000);
  });

  it('should sort by time before all', () => {
    fc.assert(
      fc.property(moment, moment, (one, other) => {
        fc.pre(one < other);
        const later = newRecordId(other);
        expect(newRecordId(one) < later).toBe(true);
      }),
    );
  });
});

describe('timestampOfRecordId', () => {
  it.each([
    ['an example of RFC 9562', '017F22E2-79B0-7CC3-98C4-DC0C0C07398F', new Date('2022-02-22T19:22:22.000Z')],
    ['a UUID of another version', '919108f7-52d1-4320-9bac-f847db4148a8', undefined],
    ['no UUID', 'not-an-id', undefined],
    ['one that is too long', '017f22e2-79b0-7cc3-98c4-dc0c0c07398f0', undefined],
    ['nothing', '', undefined],
  ])('should read %s', (_what, id, expected) => {
    expect(timestampOfRecordId(id)).toEqual(expected);
  });
});

describe('isLaterRecordId', () => {
  it('should tell in which order ids of one process were made, whatever the clock said', () => {
    fc.assert(
      fc.property(moment, moment, (one, other) => {
        const [first, second] = [newRecordId(one), newRecordId(other)];
        expect([isLaterRecordId(second, first), isLaterRecordId(first, second)]).toEqual([true, false]);
        expect(isLaterRecordId(first, first)).toBe(false);
      }),
    );
  });

  it('should do so across both halves of the sequence, and where it begins anew', () => {
    const idOf = (sequence: number): string => {
      const hex = sequence.toString(16).padStart(6, '0');
      return `019ab2f0-5c1e-7${hex.slice(0, 3)}-8${hex.slice(3)}-000000000000`;
    };
    fc.assert(
      fc.property(fc.nat(2 ** 24 - 1), fc.integer({ min: 1, max: 2 ** 23 - 1 }), (sequence, ahead) => {
        const later = idOf((sequence + ahead) % 2 ** 24);
        expect(isLaterRecordId(later, idOf(sequence))).toBe(true);
        expect(isLaterRecordId(idOf(sequence), later)).toBe(false);
      }),
    );
  });
});
