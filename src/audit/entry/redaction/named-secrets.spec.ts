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
    ['that begins like none', 'password=nullnull x, pin=none1', 'password=[REDACTED] x, pin=[REDACTED]'],
    ['that ends like none', 'password=notnull x, pin=1nil', 'password=[REDACTED] x, pin=[REDACTED]'],
    ['of small letters', 'password=hunter x', 'password=[REDACTED] x'],
    ['of small letters in prose', 'invalid token: hunter found', 'invalid token: [REDACTED] found'],
    ['of small letters without blanks', 'user:ada,password:hunter2', 'user:ada,password:[REDACTED]'],
    ['of a name that tells of errors too', 'the errorToken: S x', 'the errorToken: [REDACTED] x'],
    ['in quotes without blanks', `token:"S" and token:'S'`, `token:"[REDACTED]" and token:'[REDACTED]'`],
    ['in Python', `{'pin': 4711, 'x': 1}`, `{'pin': [REDACTED], 'x': 1}`],
    ['in braces of ODBC', 'Driver=x;Pwd={S;S};Server=db', 'Driver=x;Pwd=[REDACTED];Server=db'],
    ['in brackets of prose', 'got token: [S, S] x', 'got token: [REDACTED] x'],
    ['without blanks, and no more of its line', 'password:S1 is wrong', 'password:[REDACTED] is wrong'],
    ['before a semicolon, and no more of it', 'got token: S here;b=1', 'got token: [REDACTED] here;b=1'],
    ['with others inside', '{"secret":{"password":"S","b":1},"c":1}', '{"secret":"[REDACTED]","c":1}'],
    ['with others inside of quotes', `password="S token=S pin: S" x`, `password="[REDACTED]" x`],
    ['that is a name of several words', 'password=card number: S x', 'password=[REDACTED] number: [REDACTED] x'],
    ['that is a name far from its own', 'password=pin       : S x', 'password=[REDACTED]       : [REDACTED] x'],
    ['of names in a row', 'host      = db\npassword  = S', 'host      = db\npassword  = [REDACTED]'],
    ['of names far apart', 'password\t\t       = S', 'password\t\t       = [REDACTED]'],
    ['far behind its name', `"pin":${' '.repeat(20)}4711, x`, `"pin":${' '.repeat(20)}"[REDACTED]", x`],
    ['far behind its name in prose', `a token:${' '.repeat(20)}S x`, `a token:${' '.repeat(20)}[REDACTED] x`],
    ['behind the end of a name', 'word": "x", password": "S"', 'word": "x", password": "[REDACTED]"'],
    ['of an option far behind it', 'x --password  \t S -x', 'x --password  \t [REDACTED] -x'],
    ['of an option, of two words', 'x --auth Basic S x', 'x --auth [REDACTED] x'],
    ['of an option, of words apart', 'x --token Bearer  \t S x', 'x --token [REDACTED] x'],
    ['of an option in quotes', `--password "S S" --pin 'S S' x`, '--password [REDACTED] --pin [REDACTED] x'],
    ['of an option in nothing but quotes', `--password "" --pin '' x`, '--password [REDACTED] --pin [REDACTED] x'],
    ['of an option that is cut', `x --password "S S S`, 'x --password [REDACTED]'],
    ['of an option in quotes that is cut', `x --password 'S S S`, 'x --password [REDACTED]'],
    ['of an element without attributes', '<a><pin>4711</pin></a>', '<a><pin>[REDACTED]</pin></a>'],
    ['of an element that is cut', '<a>x</a><pin>4711', '<a>x</a><pin>[REDACTED]'],
    ['of an element in CDATA', '<pin><![CDATA[4711]]></pin>', '<pin><![CDATA[[REDACTED]</pin>'],
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
    'token:12:5 and token:4711:20',
    'pins:read, tokens:write;',
    'JsonWebTokenError: jwt malformed, TokenExceptions: none',
    'password=… and password="…"',
    'password="[REDACTED]…" token="[REDACTED] [cut: 7 characters]"',
    'password="[REDACTED]… [cut: 12345 characters]" token="… [cut: 7 characters]"',
    `{"pin": [REDACTED], 'pin': [REDACTED]}`,
    'a Promise<Token> of more',
    'x < 1 of Promise<Token> and more',
    'password=NULL&token=undefined&secret=None&pin=nil',
    'password-less, --password -x, x--token y',
  ])('should leave %s', (text) => {
    expect(withoutNamed(text)).toBe(text);
  });
});
