import {
  assert,
  property,
  stringMatching,
  constantFrom,
  date,
  double,
  emailAddress,
  integer,
  ipV4,
  ipV6,
  oneof,
  string,
  ulid,
  uuid,
  array,
  webUrl,
  tuple,
} from 'fast-check';
import { messageShape } from './message-shape.ts';

const VALUES = oneof(
  uuid(),
  uuid().map((id) => id.toUpperCase()),
  uuid().map((id) => id.replaceAll('-', '')),
  ulid(),
  integer().map(String),
  double({ noNaN: true, noDefaultInfinity: true }).map(String),
  integer({ min: 0 }).map((number) => `0x${number.toString(16)}`),
  stringMatching(/^[\da-f]{8,64}$/),
  date({ noInvalidDate: true, min: new Date('1000-01-01'), max: new Date('9999-01-01') }).map((day) =>
    day.toISOString(),
  ),
  date({ noInvalidDate: true, min: new Date('1000-01-01'), max: new Date('9999-01-01') }).map((day) =>
    day.toUTCString(),
  ),
  date({ noInvalidDate: true, min: new Date('1000-01-01'), max: new Date('9999-01-01') }).map(String),
  ipV4(),
  ipV6(),
  emailAddress().filter((address) => /^[\w.+-]+@/.test(address)),
  webUrl().filter((url) => !url.includes("'")),
  string({ maxLength: 20 }).map((text) => `"${text.replaceAll('"', '')}"`),
  stringMatching(/^[a-z\d ]{0,20}$/).map((text) => `'${text}'`),
  stringMatching(/^[\w.-]{0,12}$/).map((name) => `/srv/${name}`),
);
const WORDS = constantFrom(
  'No order',
  'for',
  'is broken in',
  'because of',
  'took',
  'and',
  'Cannot GET',
  'can’t reach',
  "doesn't know",
);

describe(messageShape.name, () => {
  it.each([
    ['Order 17 is gone', 'Order 18 is gone'],
    ['Order 919108f7-52d1-4320-9bac-f847db4148a8', 'Order 017F22E2-79B0-7CC3-98C4-DC0C0C07398F'],
    ['Order 17 is gone', 'Order 919108f7-52d1-4320-9bac-f847db4148a8 is gone'],
    ['Object 507f1f77bcf86cd799439011', 'Object 507f191e810c19729de860ea'],
    ['took 1.5 s', 'took 1,000.25 s'],
    ['Cannot GET /', 'Cannot GET /.env?x=1'],
    ['Cannot GET /wp-login.php', "Cannot GET /a'(b)"],
    ['No file C:\\a\\b.txt', 'No file ../x/y.txt'],
    ['getaddrinfo for db.example.com by ada@example.com', 'getaddrinfo for db.example.com by bob.b@mail.example.org'],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED ::1:5433'],
    ['No user "ada"', 'No user "bob the builder"'],
    ["No column 'x'", "No column 'y z'"],
    ['ids 1, 2, 3 are gone', 'ids 4, 5 are gone'],
    ['at Mon, 01 Jan 2024 10:00:00 GMT', 'at Tue, 13 Feb 2025 11:11:11 GMT'],
    ['token cus_9s6XKzkNRiz8i3ab', 'token cus_Ab6XKzkNRiz8i3xy'],
    ['two  lines\nhere', 'two lines here'],
  ])('should be the same for "%s" and "%s"', (one, other) => {
    expect(messageShape(one)).toBe(messageShape(other));
  });

  it.each([
    ['Order 17 is gone', 'Order 17 is broken'],
    ['Cannot GET /x', 'Cannot POST /x'],
    ["doesn't work, can't go", "doesn't help, can't go"],
    ['read ECONNRESET', 'write ECONNRESET'],
    ['No facade', 'No decade'],
  ])('should differ for "%s" and "%s"', (one, other) => {
    expect(messageShape(one)).not.toBe(messageShape(other));
  });

  it('should be the same whatever the values are', () => {
    const parts = array(tuple(WORDS, VALUES, VALUES), { minLength: 1, maxLength: 5 });
    assert(
      property(parts, (all) => {
        const one = all.map(([word, value]) => `${word} ${value}`).join(' ');
        const other = all.map(([word, , value]) => `${word} ${value}`).join(' ');
        expect(messageShape(one)).toBe(messageShape(other));
      }),
      { numRuns: 10_000 },
    );
  });

  it.each([
    'a',
    'a1',
    'deadbeef ',
    '0x',
    '1-',
    '"',
    "'",
    "a'",
    '/',
    '@',
    'a@',
    'a.',
    ':',
    '1:',
    '1.',
    '<v>',
    '<v>, ',
    '://',
    'a:',
    '- ',
    '\\',
  ])('should be done with a long message of %j in no time', (part) => {
    const startedAt = performance.now();
    messageShape(part.repeat(1_000_000));
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
