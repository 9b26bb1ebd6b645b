import { withoutNamedSecrets } from './named-secrets.ts';
import { SecretKeys } from './secret-keys.ts';
import { signsOf } from './text-signs.ts';

const keys = new SecretKeys([]);

function withoutNamed(text: string, isSecretKey = (name: string) => keys.has(name)): string {
  return withoutNamedSecrets(text, { signs: signsOf(text), isSecretKey });
}

describe(`${withoutNamedSecrets.name} on much text`, () => {
  it.each(['a=', '"a":', 'a: ', 'pin=x ', '"pin":"x",', 'pin=;', `'a'=`, 'api key: '])(
    'should ask about twice as many names in twice as much of %j',
    (part) => {
      const [once = 0, twice = 0] = [10_000, 20_000].map((times) => {
        let count = 0;
        withoutNamed(part.repeat(times), (name) => {
          count += 1;
          return keys.has(name);
        });
        return count;
      });
      expect(twice).toBeLessThanOrEqual(once * 2 + 2);
    },
  );

  it('should walk through brackets however many there are', () => {
    const text = `"password":${'['.repeat(100_000)}`;
    expect(withoutNamed(`${text}${']'.repeat(100_000)}, x`)).toBe('"password":"[REDACTED]", x');
    expect(withoutNamed(text)).toBe('"password":"[REDACTED]"');
  });
});
