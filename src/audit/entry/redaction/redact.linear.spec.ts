import { Redactor } from './redact.ts';

const redactor = new Redactor();
const LENGTH = 200_000;

/**
 * Beginnings of what the patterns look for, repeated without ever becoming it. A pattern that looked through the rest of
 * the text for each of them would take minutes, and the whole run would be ended for it.
 */
const PARTS =
  String.raw`eyJ- eyJaaaaaaaa- eyJaaaaaaaa. Bearer Basic Basic+aaaaaaaa a://b: a:// ://aaaaaaaaaaaaaaa -----BEGIN a= pin= pin=; pin=a;b
"a": \"a\": \ \" a: a. 1 11- 4111 DE89 IBAN AB12 sk- sk-sk- xox gl hf <a> <a>< --a ?a #a %7 %25 %2525 jdbc:oracle:a: jdbc:oracle:a:b/
a@tcp( aaa:b@ hooks.slack.com/services/ SG. SG.aaaaaaaaaa. 'a'= pin:4 A [ { ]}`.split(/\s+/);
const SPACED = [
  'pin=a ',
  'Bearer ',
  '1 ',
  'DE89 ',
  'pin =   ',
  'a b c key: ',
  '--a ',
  'api key: ',
  '\n',
  '\r\n',
  '\u001b',
  '\ud800',
  '    ',
];
const OPENED = [
  '"password":"',
  '"password":{',
  '"password":[',
  'password="',
  "--password '",
  'Cookie: a; ',
  '-----BEGIN PRIVATE KEY-----',
  '<password>',
  '<password><',
];

describe('work on a long text', () => {
  it.each([...PARTS, ...SPACED])('should be linear for %j, and leave a bounded text', (part) => {
    const text = part.repeat(Math.ceil(LENGTH / part.length));
    expect(redactor.text(text, LENGTH).length).toBeLessThanOrEqual(LENGTH);
  });

  it.each(OPENED)('should be linear for what %j opens and nothing closes', (part) => {
    const text = part.repeat(Math.ceil(LENGTH / part.length));
    expect(redactor.line(text, LENGTH).length).toBeLessThanOrEqual(LENGTH);
  });

  it('should read no word more than three times over', () => {
    const word = `%${'25'.repeat(2_000)}41`;
    expect(redactor.text(word, 10_000)).toBe(word);
  });

  it('should be the same for a longer text as for what can be kept of it', () => {
    for (const part of [...PARTS, ...SPACED, ...OPENED]) {
      const text = part.repeat(Math.ceil(LENGTH / part.length));
      expect(redactor.text(text, 100)).toBe(redactor.text(`${text.slice(0, 1_100)}x`, 100));
    }
  });
});
