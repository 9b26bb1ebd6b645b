import { array, assert, boolean, constant, constantFrom, oneof, property, record, string, tuple } from 'fast-check';
import { queryOf, type Term, termsOf } from './terms.ts';

function term(field: string | undefined, values: readonly string[], isNegated = false): Term {
  return { isNegated, field, values };
}

describe(termsOf, () => {
  it.each<[query: string, terms: readonly Term[]]>([
    ['', []],
    ['  ', []],
    ['action:login', [term('action', ['login'])]],
    ['action:login,logout', [term('action', ['login', 'logout'])]],
    ['-action:( login , logout )', [term('action', ['login', 'logout'], true)]],
    ['user:"Ada Lovelace" refused', [term('user', ['Ada Lovelace']), term(undefined, ['refused'])]],
    [String.raw`"\"march" C:\tmp`, [term(undefined, ['"march']), term('C', [String.raw`\tmp`])]],
    ['fe80::1 -2001:db8:', [term(undefined, ['fe80::1']), term(undefined, ['2001:db8:'], true)]],
    ['fingerprint:v2:0c9f', [term('fingerprint', ['v2:0c9f'])]],
  ])('should read %s', (query, terms) => {
    expect(termsOf(query)).toEqual(terms);
  });

  it.each(['user:"ada', 'action:', 'action:(login', 'action:(login logout)', '(login)', '- x', '""', 'user:"a"b'])(
    'should not read %s',
    (query) => {
      expect(termsOf(query)).toBeUndefined();
    },
  );
});

describe(queryOf, () => {
  const value = oneof(string({ minLength: 1 }), constantFrom('AND', '-x', '(x', 'a:b', 'fe80::1', '"', '\\', '\\"'));
  const fieldTerm = record({
    isNegated: boolean(),
    field: constantFrom('action', 'user', 'resource'),
    values: array(value, { minLength: 1, maxLength: 3 }),
  });
  const textTerm = record({
    isNegated: boolean(),
    field: constant(undefined),
    values: tuple(value),
  });

  it('should write what is read as the same terms', () => {
    assert(
      property(array(oneof(fieldTerm, textTerm)), (terms) => {
        expect(termsOf(queryOf(terms))).toEqual(terms);
      }),
    );
  });

  it('should write the plainest form', () => {
    expect(queryOf(termsOf('action:(login) "refused" -user:"ada"') ?? [])).toBe('action:login refused -user:ada');
  });
});
