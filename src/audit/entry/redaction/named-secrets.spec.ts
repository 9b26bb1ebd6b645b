import { withoutNamedSecrets } from './named-secrets.ts';
import { SecretKeys } from './secret-keys.ts';
import { signsOf } from './text-signs.ts';

const keys = new SecretKeys([]);

function withoutNamed(text: string): string {
  return withoutNamedSecrets(text, { signs: signsOf(text), isSecretKey: (name) => keys.has(name) });
}

describe(withoutNamedSecrets.name, () => {
  it.each([
    ['of a query', 'a=1&password=S&b=2', 'a=1&password=[REDACTED]&b=2'],
    ['with a name in brackets', 'user[password]=S&b=2', 'user[password]=[REDACTED]&b=2'],
    ['with an encoded name', 'pass%77ord=S x', 'pass%77ord=[REDACTED] x'],
    ['of libpq', `host=db password='S S' x=1`, `host=db password='[REDACTED]' x=1`],
    ['of ADO.NET', 'Server=db;Password=S S;Pwd=S S', 'Server=db;Password=[REDACTED];Pwd=[REDACTED]'],
    ['of ADO.NET, first', 'Password=S&S S;Server=db', 'Password=[REDACTED];Server=db'],
    ['of Azure', 'AccountKey=SS==;EndpointSuffix=x', 'AccountKey=[REDACTED];EndpointSuffix=x'],
    [
      'of a signed address',
      'SharedAccessSignature sr=a&sig=S%2F&se=1',
      'SharedAccessSignature sr=a&sig=[REDACTED]&se=1',
    ],
    ['of Amazon', 'aws_secret_access_key = SS/SS+S', 'aws_secret_access_key = [REDACTED]'],
    ['with marks in it', 'password=S,S)S"S x', 'password=[REDACTED] x'],
    ['in a list', 'user=a, password=S, c=d', 'user=a, password=[REDACTED], c=d'],
    ['in JSON', '{"password": "S \\" S","x":1}', '{"password": "[REDACTED]","x":1}'],
    ['in JSON, a number', '{"pin":4711,"x":1}', '{"pin":"[REDACTED]","x":1}'],
    ['in JSON, an object', '{"secret":{"a":"S]","b":["S"]},"c":1}', '{"secret":"[REDACTED]","c":1}'],
    ['in JSON, escaped', '{"pass\\u0077ord":"S"}', '{"pass\\u0077ord":"[REDACTED]"}'],
    ['in JSON that is broken', '"password":S} is not', '"password":"[REDACTED]"} is not'],
    ['in JSON that is cut', '{"a":1,"password":"SS', '{"a":1,"password":"[REDACTED]'],
    ['in Ruby', ':password=>"S", "token" => "S"', ':password=>"[REDACTED]", "token" => "[REDACTED]"'],
    [
      'as Node shows objects',
      `{ password: 'S S', pin: 12, user: 'u' }`,
      `{ password: '[REDACTED]', pin: [REDACTED], user: 'u' }`,
    ],
    ['of a header', 'Cookie: a=S; b="S S"; c=S\nHost: x', 'Cookie: [REDACTED]\nHost: x'],
    ['of a header in quotes', `curl -H "Authorization: Digest S, S" x`, `curl -H "Authorization: [REDACTED]" x`],
    ['of a line', 'x: 1\n  password: S S\ny: 2', 'x: 1\n  password: [REDACTED]\ny: 2'],
    ['in prose', 'invalid token: S found', 'invalid token: [REDACTED] found'],
    ['of several words', 'api key: S, mot de passe : S', 'api key: [REDACTED], mot de passe : [REDACTED]'],
    ['without blanks', 'password:S1', 'password:[REDACTED]'],
    ['of an option', 'psql --password S -x', 'psql --password [REDACTED] -x'],
    ['of an element', '<a><Password x="1">S S</Password></a>', '<a><Password x="1">[REDACTED]</Password></a>'],
    ['of two words', 'the token: Bearer SS, x', 'the token: [REDACTED], x'],
    ['that is a name', 'password= token: SS x', 'password= [REDACTED] [REDACTED] x'],
    ['behind a mark', 'token=[REDACTED]S', 'token=[REDACTED]'],
  ])('should take out the value %s', (_where, text, expected) => {
    expect(withoutNamed(text)).toBe(expected);
    expect(withoutNamed(expected)).toBe(expected);
  });

  it('should find a value in JSON in JSON in JSON, whatever it holds', () => {
    let text = JSON.stringify({ password: 'S"S\\', x: 'kept' });
    for (let level = 0; level < 3; level += 1) {
      const clean = withoutNamed(text);
      expect(clean).not.toContain('S');
      let inner: unknown = clean;
      for (let each = level; each >= 0; each -= 1) {
        inner = JSON.parse(inner as string);
        if (each > 0) inner = (inner as { inner: string }).inner;
      }
      expect(inner).toEqual({ password: '[REDACTED]', x: 'kept' });
      text = JSON.stringify({ inner: text });
    }
  });

  it.each([
    'a=b {"name":"ada"} c: d',
    'password=null&token=',
    '{"password":null,"token":""}',
    'JsonWebTokenError: invalid signature',
    'at src/auth/token.ts:10:5',
    'permission tokens:write, secret://x',
    'new Map<Token, Secret>() </a>',
    'tokenCount=3 passwordChangedAt: 2025',
  ])('should leave %s', (text) => {
    expect(withoutNamed(text)).toBe(text);
  });
});
