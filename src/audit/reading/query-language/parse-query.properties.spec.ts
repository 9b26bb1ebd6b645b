import * as fc from 'fast-check';
import { queryTextOf } from '../../../../test/support/query-text.ts';
import { selectionsOf } from '../../../../test/support/selections.ts';
import { AuditError } from '../../audit.errors.ts';
import type { Selection } from '../selection/condition.ts';
import { parseQuery } from './parse-query.ts';
import { QUERY_FIELD_NAMES } from './query-fields.ts';

const NOW = new Date('2026-03-10T12:34:56.789Z');

/** Any text that the language can hold. */
const word = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constantFrom('%', '_', '\\', '"', '\\"', '(', ',', '-', 'a b', ':'),
  )
  .map((text) => text.replaceAll('\0', ''))
  .filter((text) => text !== '');

const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.ipV4(), fc.nat({ max: 32 })).map(([ip, bits]) => `${ip}/${bits}`),
  fc.tuple(fc.ipV6(), fc.nat({ max: 128 })).map(([ip, bits]) => `${ip}/${bits}`),
  fc.constantFrom('10.', '10.1.', '10.2', '2001:db8:'),
);

const selection = selectionsOf({
  word,
  text: word,
  moment: fc.date({ min: new Date('1970-01-01'), max: new Date('9999-01-01'), noInvalidDate: true }),
  address,
});

/** What the language is made of, in any order. */
const fragment = fc.oneof(
  fc.constantFrom(...QUERY_FIELD_NAMES.map((name) => `${name}:`)),
  fc.constantFrom(
    '-',
    '"',
    '\\',
    '(',
    ')',
    ',',
    ' ',
    ':',
    '/',
    '.',
    '%',
    '_',
    '\n',
    '\0',
    'OR',
    'today',
    '-7d',
    '2026-01-01',
  ),
  fc.constantFrom('10.1.', '10.0.0.0/8', '::1', 'failure', 'x', '\ud800', 'é'),
  fc.string({ unit: 'binary', maxLength: 10 }),
);
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 3_000 }),
  fc.array(fragment, { maxLength: 60 }).map((parts) => parts.join('')),
);

/** What the parser makes of a text; what it throws as well. */
function outcomeOf(text: string): Selection | AuditError {
  try {
    return parseQuery(text, NOW);
  } catch (error) {
    if (error instanceof AuditError) return error;
    throw error;
  }
}

/** Whether it is a selection, or a refusal with a place in the text and a reason. */
function isAnswer(outcome: Selection | AuditError, text: string): boolean {
  if (!(outcome instanceof AuditError)) return outcome.conditions.length <= 50;
  const { errors = [] } = outcome.getResponse() as { readonly errors?: { field: string; reason: string }[] };
  const [, at] = /^character (\d+): expected .{5}/s.exec(errors[0]?.reason ?? '') ?? [];
  const isInText = Number(at) >= 1 && Number(at) <= text.length + 1;
  return outcome.code === 'AUDIT_QUERY_INVALID' && errors.length === 1 && errors[0]?.field === 'q' && isInText;
}

describe('parseQuery on anything', () => {
  it('should read what it understands and refuse the rest with a place and a reason', () => {
    fc.assert(
      fc.property(anything, (text) => expect(isAnswer(outcomeOf(text), text)).toBe(true)),
      { numRuns: 5_000 },
    );
  });

  it('should read back what a selection says', () => {
    fc.assert(
      fc.property(selection, (given) => {
        expect(outcomeOf(queryTextOf(given))).toEqual(given);
      }),
      { numRuns: 5_000 },
    );
  });

  it('should mean the same when it is written as what it was understood to be', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const once = outcomeOf(text);
        fc.pre(!(once instanceof AuditError) && !isBeyondWords(once));
        expect(outcomeOf(queryTextOf(once))).toEqual(once);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each(['-', '"', '(', '\\', '"\\', 'action:(', 'action:a,', 'x ', 'a:', '::', '10.', '0.', 'on:2', '%_'])(
    'should come to its end on nothing but %j',
    (part) => {
      const repeated = fc.integer({ min: 1, max: 2_000 }).map((count) => part.repeat(count));
      fc.assert(fc.property(repeated, (text) => expect(isAnswer(outcomeOf(text), text)).toBe(true)));
    },
  );
});

/** Days and minutes print alike, and what is longer than a query when it is written out can't be read back. */
function isBeyondWords(selected: Selection): boolean {
  const isDay = (date: Date): boolean => date.toISOString().endsWith('T00:00:00.000Z');
  const isOther = selected.conditions.some(
    (each) =>
      each.kind === 'time' &&
      each.from !== undefined &&
      each.to !== undefined &&
      !(isDay(each.from) && each.to.getTime() - each.from.getTime() === 86_400_000),
  );
  return isOther || queryTextOf(selected).length > 2_000;
}
