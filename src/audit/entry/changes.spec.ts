import { diffChanges } from './changes.ts';

/** As libraries for decimals have them: two that say the same can differ inside. */
class Decimal {
  constructor(readonly digits: string) {}

  toJSON(): string {
    return String(Number(this.digits));
  }
}

function circular(): object {
  const value: Record<string, unknown> = { a: 1 };
  value['self'] = value;
  return value;
}

/** Deeper than the stack. */
function deep(): unknown {
  let value: unknown = 1;
  for (let depth = 0; depth < 100_000; depth += 1) value = [value];
  return value;
}

describe('diffChanges', () => {
  it.each<[what: string, before: object, after: object, expected: object]>([
    ['nothing', { a: 1 }, { a: 1 }, {}],
    ['what changed only', { a: 1, b: 2 }, { a: 1, b: 3 }, { b: { from: 2, to: 3 } }],
    ['what was added', {}, { a: 1 }, { a: { from: null, to: 1 } }],
    ['what was taken away', { a: 1 }, {}, { a: { from: 1, to: null } }],
    ['nothing for absent, undefined and null', { a: undefined, b: null }, { a: null, c: undefined }, {}],
    ['nothing for equal content', { a: [{ b: new Date(0) }] }, { a: [{ b: new Date(0) }] }, {}],
    ['different content whole', { a: [1] }, { a: [1, 2] }, { a: { from: [1], to: [1, 2] } }],
    [
      'zero, false and empty text as they are',
      { a: 0, b: '' },
      { a: false, b: 1 },
      { a: { from: 0, to: false }, b: { from: '', to: 1 } },
    ],
    ['names that every object inherits', {}, { constructor: 1 }, { constructor: { from: null, to: 1 } }],
  ])('should tell %s', (_what, before, after, expected) => {
    expect(diffChanges(before, after)).toEqual(expected);
  });

  it('should look at the given fields only, also where a class computes them', () => {
    class Account {
      constructor(readonly cents: number) {}
      get euros(): number {
        return this.cents / 100;
      }
    }
    expect(diffChanges(new Account(100), new Account(250), ['euros'])).toEqual({ euros: { from: 1, to: 2.5 } });
  });

  it.each<[what: string, from: unknown, to: unknown]>([
    ['not a number', Number.NaN, Number.NaN],
    ['minus zero', -0, 0],
    ['dates', new Date(5), new Date(5)],
    ['dates that are none', new Date(Number.NaN), new Date(Number.NaN)],
    ['bytes', Buffer.from('a'), Buffer.from('a')],
    ['decimals that say the same', new Decimal('1.50'), new Decimal('1.5')],
    ['what is circular alike', circular(), circular()],
  ])('should tell nothing of %s', (_what, from, to) => {
    expect(diffChanges({ a: from }, { a: to })).toEqual({});
  });

  it.each<[what: string, from: unknown, to: unknown]>([
    ['dates', new Date(5), new Date(6)],
    ['a date that is none', new Date(Number.NaN), new Date(5)],
    ['bytes', Buffer.from('a'), Buffer.from('b')],
    ['decimals', new Decimal('1.5'), new Decimal('1.6')],
    ['a decimal and a text', new Decimal('1.5'), '1.5'],
    ['what is circular', circular(), { other: 1 }],
    ['what can not be compared', deep(), deep()],
  ])('should tell of %s', (_what, from, to) => {
    const changed = diffChanges({ a: from }, { a: to })['a'];
    expect([changed?.from === from, changed?.to === to]).toEqual([true, true]);
  });

  it('should count a field that can not be read as changed', () => {
    const state = (): object => ({
      b: 1,
      get a(): unknown {
        throw new Error('no');
      },
    });
    const hidden = { from: '[unreadable]', to: '[unreadable]' };
    expect(diffChanges(state(), state())).toEqual({ a: hidden });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(diffChanges(proxy, { a: 1 })).toEqual({ a: { from: '[unreadable]', to: 1 } });
  });

  it('should take what is no object for one without fields', () => {
    expect(diffChanges(null as never, { a: 1 })).toEqual({ a: { from: null, to: 1 } });
    expect(diffChanges({ a: 1 }, undefined as never)).toEqual({ a: { from: 1, to: null } });
  });
});
