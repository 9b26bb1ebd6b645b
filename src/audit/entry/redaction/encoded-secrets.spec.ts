import { withoutEncodedSecrets } from './encoded-secrets.ts';
import { withoutNamedSecrets } from './named-secrets.ts';
import { SecretKeys } from './secret-keys.ts';
import { signsOf } from './text-signs.ts';

const keys = new SecretKeys([]);

function withoutEncoded(text: string): string {
  return withoutEncodedSecrets(text, (read) =>
    withoutNamedSecrets(read, { signs: signsOf(read), isSecretKey: (name) => keys.has(name) }),
  );
}

/** `password=hunter2`, each character of it encoded so many times. */
function encoded(times: number): string {
  let text = 'password%3Dhunter2';
  for (let time = 1; time < times; time += 1) text = encodeURIComponent(text);
  return text;
}

describe(withoutEncodedSecrets.name, () => {
  it.each([
    ['whose delimiter is encoded', 'GET /x/password%3Dhunter2 failed', 'GET [REDACTED] failed'],
    ['whose name is encoded', 'body %70assword%3Dhunter2', 'body [REDACTED]'],
    ['in capitals or not', 'body pin%3a4711 and pin%3A4711', 'body [REDACTED] and [REDACTED]'],
    ['in encoded JSON', 'data=%7B%22token%22%3A%22S%22%7D', '[REDACTED]'],
    ['in quotes', `log '/x/password%3Dhunter2' "pin%3D4711"`, `log '[REDACTED]' "[REDACTED]"`],
    ['in angles and backticks', '<password%3DS> `pin%3D4711`', '<[REDACTED]> `[REDACTED]`'],
    ['beside letters of another encoding', 'body name%3DM%FCller%26password%3Dhunter2', 'body [REDACTED]'],
    ['that is spelled out in one', 'body M%FCller%26%70%69%6e%3a4711', 'body [REDACTED]'],
    ['that is spelled out in capitals', 'body M%FCller%26%50%49%4E%3D4711', 'body [REDACTED]'],
    ['of an option, beside one', 'body M%FCller%2C--password%20hunter2', 'body [REDACTED]'],
    ['beside half a letter', 'body 100%&password%3Dhunter2', 'body [REDACTED]'],
  ])('should take out a word with a secret %s', (_how, text, expected) => {
    expect(withoutEncoded(text)).toBe(expected);
  });

  it.each([
    'nothing that is encoded',
    'a%20b of M%FCller%20%26%20S%F6hne',
    'up by 100%, or 5%a year, %zz',
    'name%3Dada and page%253D2',
    'the path /x/%E4%B8%AD?q=%7B%22name%22%3A1%7D',
  ])('should leave %j as it is', (text) => {
    expect(withoutEncoded(text)).toBe(text);
  });

  it('should leave words alone in which nothing is encoded', () => {
    expect(withoutEncoded('password=hunter2 of a%20b')).toBe('password=hunter2 of a%20b');
  });

  it.each([1, 2, 3])('should take out what is encoded %i times', (times) => {
    expect(withoutEncoded(`x ${encoded(times)}`)).toBe('x [REDACTED]');
  });

  it('should read a word three times and no more, whatever it is', () => {
    let readings = 0;
    const text = `x ${encoded(9)}`;
    const left = withoutEncodedSecrets(text, (read) => {
      readings += 1;
      return read;
    });
    expect(left).toBe(text);
    expect(readings).toBe(3);
  });
});
