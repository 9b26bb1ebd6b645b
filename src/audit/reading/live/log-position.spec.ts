import {
  caughtUp,
  decodePosition,
  encodePosition,
  type LogPosition,
  positionAt,
  PositionWalk,
} from './log-position.ts';
import type { LogSnapshot } from './log-snapshot.ts';

const NOW = 1_764_000_000_000;
const KEY = 'the key of the log';
const ID = '019aaf10-3f5c-7c34-8a59-3b5c8d9c0a11';

const snapshot = (given: Partial<LogSnapshot> = {}): LogSnapshot => ({
  xmin: 100,
  xmax: 110,
  running: [100, 104],
  at: NOW,
  settledAt: NOW - 5_000,
  ...given,
});

describe('positionAt', () => {
  it('should have all behind it that has ended, and nothing else', () => {
    expect(positionAt(snapshot(), [99, 101, 109])).toEqual({
      since: NOW - 5_000,
      floor: 100,
      taken: [101, 109],
      open: [],
      steps: [],
    });
  });
});

describe('caughtUp', () => {
  it('should keep no more numbers than are needed', () => {
    const before = positionAt(snapshot(), [101, 102, 103]);
    const next = caughtUp(before, snapshot({ xmin: 103, xmax: 120, running: [103], settledAt: NOW }), [104, 111]);
    expect(next).toEqual({ since: NOW, floor: 103, taken: [103, 104, 111], open: [], steps: [] });
  });

  it('should remember whole transactions when there are too many numbers', () => {
    const seen = Array.from({ length: 700 }, (_, number) => 1_000 + number);
    const next = caughtUp(positionAt(snapshot(), []), snapshot({ xmax: 2_000 }), seen);
    expect(next.taken).toHaveLength(500);
    expect(next).toMatchObject({ floor: 1_200, open: [100, 104] });
    expect(caughtUp(next, snapshot({ xmin: 104, xmax: 2_001, running: [104] }), [])).toMatchObject({
      floor: 1_200,
      open: [104],
    });
  });
});

describe('PositionWalk', () => {
  it('should have nothing behind it before the first step', () => {
    const from = positionAt(snapshot(), []);
    expect(new PositionWalk(from, snapshot()).here).toBe(from);
  });

  it('should not look back at what was stored before all that can still come', () => {
    const walk = new PositionWalk({ since: 0, floor: 50, taken: [], open: [], steps: [] }, snapshot());
    walk.pass({ transaction: 60, at: NOW - 60_000, id: ID });
    walk.pass({ transaction: 61, at: NOW - 50_000, id: ID });
    expect(walk.here).toMatchObject({ since: NOW - 50_000, steps: [{ at: NOW - 50_000, transactions: [61] }] });
    walk.pass({ transaction: 62, at: NOW - 1_000, id: ID });
    expect(walk.here).toMatchObject({ since: NOW - 5_000, steps: [{ at: NOW - 1_000, transactions: [62] }] });
  });
});

describe('PositionWalk behind an earlier walk', () => {
  const ID_1 = ID.replace(/..$/, '01');
  const ID_2 = ID.replace(/..$/, '02');
  const ID_3 = ID.replace(/..$/, '03');

  it('should not go back when what was stored first becomes visible last', () => {
    const first = new PositionWalk(positionAt(snapshot({ settledAt: NOW - 60_000 }), []), snapshot());
    first.pass({ transaction: 104, at: NOW, id: ID_2 });
    const second = new PositionWalk(first.here, snapshot());
    second.pass({ transaction: 100, at: NOW, id: ID_1 });
    expect(second.here.steps).toEqual([
      { at: NOW, id: ID_2, transactions: [104] },
      { at: NOW, id: ID_1, transactions: [100] },
    ]);
    second.pass({ transaction: 104, at: NOW, id: ID_3 });
    expect(second.here.steps).toEqual([{ at: NOW, id: ID_3, transactions: [104, 100] }]);
  });
});

describe('encodePosition', () => {
  const POSITION: LogPosition = {
    since: NOW,
    floor: 8_589_934_600,
    taken: [8_589_934_601, 8_589_934_650],
    open: [8_589_934_500],
    steps: [
      { at: NOW + 9, id: ID, transactions: [8_589_934_700] },
      { at: NOW + 5, id: ID, transactions: [8_589_934_702, 8_589_934_703] },
    ],
  };

  it('should be read back as it was', () => {
    for (const position of [POSITION, { ...POSITION, steps: [] }]) {
      expect(decodePosition(encodePosition(position, KEY), KEY)).toEqual(position);
    }
  });

  it('should be one short line that a header takes', () => {
    expect(encodePosition(POSITION, KEY)).toMatch(/^[\w-]+\.[\w-]{22}$/);
    expect(encodePosition(POSITION, KEY).length).toBeLessThan(300);
  });

  it('should be read only as it was given out', () => {
    const id = encodePosition(POSITION, KEY);
    const [text = '', signature = ''] = id.split('.');
    const forged = Buffer.from('[0,0,[],[]]').toString('base64url');
    const wrong = ['', '.', 'x', text, `${text}.`, `.${signature}`, `${forged}.${signature}`, `${id}x`, `x${id}`];
    expect(wrong.map((each) => decodePosition(each, KEY))).toEqual(wrong.map(() => undefined));
    expect(decodePosition(id, 'another key')).toBeUndefined();
  });
});
