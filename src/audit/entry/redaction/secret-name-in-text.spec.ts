import { SecretKeys } from './secret-keys.ts';
import { nameBefore, type NameInText } from './secret-name-in-text.ts';

const keys = new SecretKeys([]);
const isAny = (): boolean => true;

/** The name before the last `=` or `:` of a text. */
function lastName(text: string, { from = 0, isSecretKey = (name: string) => keys.has(name) } = {}) {
  return nameBefore(text, { from, to: Math.max(text.lastIndexOf('='), text.lastIndexOf(':')) }, isSecretKey);
}

describe(nameBefore.name, () => {
  it.each<[text: string, name: Partial<NameInText>]>([
    ['password=', { text: 'password', quote: '', quoteBefore: '', isFirstOfLine: true, isAfterSemicolon: false }],
    ['the password=', { text: 'password', isFirstOfLine: false, isAfterSemicolon: false }],
    ['"password":', { text: 'password', quote: '"', quoteBefore: '"', isFirstOfLine: false }],
    [`{'password' :`, { text: 'password', quote: `'` }],
    ['{`password`:', { text: 'password', quote: '`' }],
    [String.raw`{\"password\":`, { text: 'password', quote: '"' }],
    [String.raw`{\\\"password\\\":`, { text: 'password', quote: '"' }],
    [String.raw`\\\\\\\\ pin":`, { text: 'pin', quote: '"' }],
    ['"my password" :', { text: 'my password', quote: '"' }],
    ['curl -H "Cookie:', { text: 'Cookie', quote: '', quoteBefore: '"' }],
    [`curl -H 'Cookie:`, { text: 'Cookie', quoteBefore: `'` }],
    ['curl -H `Cookie:', { text: 'Cookie', quoteBefore: '`' }],
    ['Server=db;Password=', { text: 'Password', isFirstOfLine: false, isAfterSemicolon: true }],
    ['Server=db; \tPassword=', { text: 'Password', isFirstOfLine: false, isAfterSemicolon: true }],
    ['a: 1\n \tpassword:', { text: 'password', isFirstOfLine: true }],
    [String.raw`a: 1\u000a  password:`, { text: 'password', isFirstOfLine: true }],
    ['a: 1\nthe password:', { text: 'password', isFirstOfLine: false }],
    [String.raw`a: 1\u000athe password:`, { text: 'password', isFirstOfLine: false }],
    [' \t password:', { text: 'password', isFirstOfLine: true }],
    [`x${' '.repeat(100)}password:`, { text: 'password', isFirstOfLine: false }],
  ])('should tell where the name in %j stands', (text, name) => {
    expect(lastName(text)).toMatchObject(name);
  });

  it('should tell the same however much follows', () => {
    const text = `Cookie: ${'x'.repeat(500)}`;
    expect(nameBefore(text, { from: 0, to: 6 }, isAny)).toEqual({
      text: 'Cookie',
      quote: '',
      quoteBefore: '',
      isFirstOfLine: true,
      isAfterSemicolon: false,
    });
    const several = `your api key: ${'x'.repeat(500)}`;
    expect(nameBefore(several, { from: 0, to: 12 }, (name) => keys.has(name))?.text).toBe('key');
  });

  it.each(['AZaz09', 'a_b-c.d', 'a[b]', '$a%b+c', 'contraseña', 'a\u0080b', 'пароль', '密码'])(
    'should take %s for one name',
    (name) => {
      expect(lastName(`x ${name}=`, { isSecretKey: isAny })?.text).toBe(name);
    },
  );

  it.each(' \t\n!"#&\'()*,/;<=>?@:^`{|}~\\\u007f'.split(''))('should let a name begin behind %j', (mark) => {
    expect(lastName(`x${mark}password=`, { isSecretKey: isAny })?.text).toBe('password');
  });

  it.each([
    ['pass%77ord=', 'password'],
    ['pass%2577ord=', 'password'],
    ['pass%252577ord=', 'password'],
    ['%70%61%73%73=', 'pass'],
    [String.raw`"pass\u0077ord":`, 'password'],
    [String.raw`\"pass\\u0077ord\":`, 'password'],
    [String.raw`"\u0050\u0049\u004e":`, 'PIN'],
  ])('should read %s as %s', (text, name) => {
    expect(lastName(text)?.text).toBe(name);
  });

  it.each([
    'password =',
    'password   =',
    'password                         =',
    'password\t=',
    'password \t\t=',
    `password${' '.repeat(200)}=`,
    'p.a.s.s.w.o.r.d=',
    'p_i_n=',
    'password": ',
    String.raw`password\":`,
    String.raw`the password\\\":`,
    'sword, "passwort\': ',
  ])('should find the name of a secret in %j', (text) => {
    expect(lastName(text)).toBeDefined();
  });

  it.each(['x', 'k8', 'N', 'é', '密'])('should find the name %s, however short, when the host has added it', (name) => {
    const added = new SecretKeys([name]);
    expect(lastName(`${name}=`, { isSecretKey: (each) => added.has(each) })?.text).toBe(name);
  });

  it.each([
    'api key',
    'secret key',
    'api keys',
    'access key2',
    'token id',
    'session ids',
    'recovery code',
    'recovery codes',
    'card number',
    'card numbers',
    'card no',
    'seed phrase',
    'mot de passe',
    'pass word',
    'credit card',
    'Enter your API key',
    'a secret access key',
  ])('should find the name of a secret in "%s"', (name) => {
    expect(lastName(`${name}:`)).toBeDefined();
    expect(lastName(`(${name} :`)).toBeDefined();
  });

  it.each([
    'key:',
    'a: key:',
    'primary key:',
    'the name:',
    '"name":',
    '":',
    '"" :',
    ':',
    '=',
    'password reset:',
    'token discard:',
    'token idle:',
    'token numbering:',
    'token grids:',
    'token keyed:',
    'token refused (id:',
    'api, key:',
    'api  key:',
    'the secret of this one key:',
    'password\n:',
    'password;:',
    'it was the password", said a user, "no":',
    'no password, said the user":',
    '10:',
    '"password" "x":',
  ])('should find no name of a secret in %j', (text) => {
    expect(lastName(text)).toBeUndefined();
  });

  it('should not ask about what has no letter, as of times and places', () => {
    const asked: string[] = [];
    for (const text of ['10:', '"4711":', '2025-11-24=', '[0]=', '"":', '', '=']) {
      lastName(text, { isSecretKey: (name) => asked.push(name) > 0 });
    }
    expect(asked).toEqual([]);
  });

  it('should look at nothing before the place to begin from', () => {
    expect(lastName('mypassword=', { from: 2, isSecretKey: isAny })?.text).toBe('password');
    expect(lastName('"a password":', { from: 3, isSecretKey: isAny })?.text).toBe('password');
    expect(lastName('api key:', { from: 4 })).toBeUndefined();
    expect(lastName('password   =', { from: 9, isSecretKey: isAny })).toBeUndefined();
  });

  it('should take no more than 100 characters for a name', () => {
    expect(lastName(`${'x'.repeat(50)}${'y'.repeat(100)}=`, { isSecretKey: isAny })?.text).toBe('y'.repeat(100));
    expect(lastName(`"${'x'.repeat(98)}":`, { isSecretKey: isAny })?.quote).toBe('"');
  });
});
