import { REDACTED, Redactor } from './redact.ts';
import { isNameOfSecret, isValueOfNamedSecret, redactedValue } from './secret-shapes.ts';

const { isSecretKey } = new Redactor();

describe(isNameOfSecret.name, () => {
  it.each([
    ['a name of a secret', 'password', true],
    ['such a name as an object', Object('password'), true],
    ['an object that says another name', Object.assign(Object('password'), { valueOf: () => 'city' }), true],
    ['the longest name that is read', `${'x'.repeat(92)}password`, true],
    ['a longer one', `${'x'.repeat(93)}password`, false],
    ['another name', 'city', false],
    ['the path of a route', '/users/password', false],
    ['nothing', '', false],
  ])('should read %s', (_what, value, expected) => {
    expect(isNameOfSecret(value, isSecretKey)).toBe(expected);
  });

  it.each([[undefined], [null], [5], [true], [['password']], [{ length: 8, includes: () => false }]])(
    'should take %j for no name at all',
    (value) => {
      expect(isNameOfSecret(value, () => true)).toBe(false);
    },
  );
});

describe(isValueOfNamedSecret.name, () => {
  it.each(['name', 'key', 'field', 'property', 'header', 'param', 'path'])(
    'should find the name of the secret in the field %s',
    (label) => {
      expect(isValueOfNamedSecret('value', { [label]: 'password', value: 'S' }, isSecretKey)).toBe(true);
      expect(isValueOfNamedSecret('value', { [label]: 'city', value: 'S' }, isSecretKey)).toBe(false);
    },
  );

  it.each([
    'value',
    'values',
    'val',
    'oldValue',
    'newValue',
    'previousValue',
    'currentValue',
    'from',
    'to',
    'old',
    'new',
    'before',
    'after',
  ])('should take the field %s for the value', (field) => {
    expect(isValueOfNamedSecret(field, { property: 'password', [field]: 'S' }, isSecretKey)).toBe(true);
  });

  it.each(['property', 'constraints', 'target', ''])('should not take the field %j for the value', (field) => {
    expect(isValueOfNamedSecret(field, { property: 'password', [field]: 'S' }, isSecretKey)).toBe(false);
  });

  it.each([
    ['one of several labels names a secret', { name: 'Ada', field: 'city', header: 'Authorization', value: 'S' }, true],
    ['no label names a secret', { name: 'Ada', field: 'city', value: 'S' }, false],
    ['another field is named like one', { title: 'password', value: 'S' }, false],
    ['the label is inherited', Object.create({ name: 'password' }, { value: { value: 'S' } }), false],
    ['there is no label', { value: 'S' }, false],
  ])('should decide when %s', (_when, record, expected) => {
    expect(isValueOfNamedSecret('value', record, isSecretKey)).toBe(expected);
  });

  it('should not ask for labels that are not there', () => {
    expect(isValueOfNamedSecret('value', { value: 'S' }, () => true)).toBe(false);
  });
});

describe(redactedValue.name, () => {
  it.each([
    ['nothing', null, null],
    ['what is not set', undefined, null],
    ['a text', 'hunter2', REDACTED],
    ['an empty text', '', REDACTED],
    ['zero', 0, REDACTED],
    ['a list', ['hunter2', 'hunter3'], REDACTED],
    ['a list with further fields', Object.assign([], { from: 'hunter2', to: 'hunter3' }), REDACTED],
    ['a function with fields', Object.assign(() => 'hunter2', { from: 'hunter2', to: null }), REDACTED],
    ['a record', { user: 'ada', hash: 'hunter2' }, REDACTED],
    ['an empty record', {}, REDACTED],
  ])('should show of %s only whether it is there', (_what, value, expected) => {
    expect(redactedValue(value)).toBe(expected);
  });

  it.each([
    ['changed', { from: 'hunter2', to: 'hunter3' }, { from: REDACTED, to: REDACTED }],
    ['was set', { from: null, to: 'hunter2' }, { from: null, to: REDACTED }],
    ['was not there before', { from: undefined, to: '' }, { from: null, to: REDACTED }],
    ['was removed', { to: null, from: 'hunter2' }, { from: REDACTED, to: null }],
    ['was forgotten', { from: 0, to: undefined }, { from: REDACTED, to: null }],
  ])('should show that a secret %s', (_what, value, expected) => {
    expect(redactedValue(value)).toEqual(expected);
  });

  it.each([
    [{ from: 'hunter2', to: 'hunter3', at: 'noon' }],
    [{ from: 'hunter2' }],
    [{ to: 'hunter2' }],
    [{ from: 'hunter2', until: 'noon' }],
    [{ since: 'noon', to: 'hunter2' }],
    [{ from: 'hunter2', '': 'hunter3' }],
    [{ '': 'hunter2', to: 'hunter3' }],
  ])('should take no other record for a change: %j', (value) => {
    expect(redactedValue(value)).toBe(REDACTED);
  });
});
