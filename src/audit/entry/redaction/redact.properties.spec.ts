import * as fc from 'fast-check';
import { Redactor } from './redact.ts';
import { withoutNamedSecrets } from './named-secrets.ts';
import { withoutCredentials, withoutSecretForms } from './secret-forms.ts';
import { signsOf } from './text-signs.ts';

const redactor = new Redactor();
const RUNS = { numRuns: 10_000 };
const SECRET = 'hunter2Hunter2';

/** Parts of what secrets look like, in any order: what is taken out of one may make another. */
const fragments = fc
  .array(
    fc.constantFrom(
      ...`password pin token api key: cookie: = : ; , & ? # % %3D " ' \\" \\ { } [ ] < > </ -- // :// @ | a x.y 1 4111 11111111 DE89 3704
      eyJhbGciOiJIUzI1NiJ9 . Bearer Basic AKIAIOSFODNN7EXAMPLE sk- xoxb- -----BEGIN PRIVATE KEY----- [REDACTED] … \\u000a null
      jdbc:oracle:a:`.split(/\s+/),
      ' ',
      '\n',
      '\r\n',
      '\0',
      '\u001b[1m',
      '\u202e',
      'é',
      '日',
      '\ud800',
      '😀',
    ),
    { maxLength: 25 },
  )
  .map((parts) => parts.join(''));
const anyText = fc.oneof(
  fragments,
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
);
const bound = fc.integer({ min: 1, max: 120 });

describe('Redactor on anything', () => {
  it('should give a bounded storable text without controls, and the same again', () => {
    fc.assert(
      fc.property(anyText, bound, (given, maxLength) => {
        const text = redactor.text(given, maxLength);
        expect(text.length).toBeLessThanOrEqual(maxLength);
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toMatch(/(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
        expect(redactor.text(text, maxLength)).toBe(text);
      }),
      RUNS,
    );
  });

  it('should give a line that is one, and the same again', () => {
    fc.assert(
      fc.property(anyText, bound, (given, maxLength) => {
        const line = redactor.line(given, maxLength);
        expect(line.length).toBeLessThanOrEqual(maxLength);
        expect(line.isWellFormed()).toBe(true);
        expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
        expect(redactor.line(line, maxLength)).toBe(line);
      }),
      RUNS,
    );
  });

  it('should let no secret through, nor the half of one, whatever stands around it and wherever it is cut', () => {
    const secret = fc.constantFrom(
      `Bearer ${SECRET}`,
      `basic ${SECRET}`,
      `eyJ${SECRET}.${SECRET}.${SECRET}`,
      `redis://:${SECRET}@db`,
      `postgres://ada:${SECRET}@db/x`,
      `https://x/?token=${SECRET}`,
      `x?a=${SECRET}`,
      `password="${SECRET}"`,
      `password='${SECRET}'`,
      `userPassword=${SECRET}`,
      `Server=x;Pwd=${SECRET} ${SECRET};x=1`,
      `{"apiKey":"${SECRET}"}`,
      JSON.stringify(JSON.stringify({ secret: `"${SECRET}"` })),
      `"pin": ${SECRET}`,
      `{"token":{"a":["${SECRET}","${SECRET}"]}}`,
      `Authorization: ${SECRET} ${SECRET}`,
      `password: ${SECRET}`,
      `--password ${SECRET}`,
      `<secret>${SECRET}</secret>`,
      `%70assword%3D${SECRET}`,
      `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----`,
      `ghp_${SECRET}${SECRET}`,
    );
    const around = fc.oneof(fc.string({ unit: 'binary' }), fc.lorem(), fc.constant('x'.repeat(90)), fragments);
    fc.assert(
      fc.property(around, secret, around, bound, (before, known, after, maxLength) => {
        const given = `${before} ${known} ${after}`;
        expect(redactor.text(given, maxLength)).not.toContain(SECRET.slice(0, 4));
        expect(redactor.line(given, maxLength)).not.toContain(SECRET.slice(0, 4));
      }),
      RUNS,
    );
  });
});

describe(signsOf.name, () => {
  const ALL = 0xff;
  const isSecretKey = (name: string): boolean => redactor.isSecretKey(name);

  it('should miss no sign of what would be taken out or escaped', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const looked = (signs: number): string =>
          withoutCredentials(withoutNamedSecrets(withoutSecretForms(text, signs), { signs, isSecretKey }), signs);
        expect(looked(signsOf(text))).toBe(looked(ALL));
        expect(signsOf(text) !== 0 || /^[ -~]*$/.test(text)).toBe(true);
      }),
      RUNS,
    );
  });
});
