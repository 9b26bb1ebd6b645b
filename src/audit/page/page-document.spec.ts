import { answersOf, isKnown } from './page-document.ts';

describe('answersOf', () => {
  it('should answer a document without a place for a number always alike', () => {
    const answer = answersOf('<!doctype html>');
    expect(answer()).toEqual(answer());
    expect(answer()).toMatchObject({ html: '<!doctype html>', etag: expect.stringMatching(/^"[\w-]{43}"$/) });
    expect(answer().etag).not.toBe(answersOf('<!doctype html> ')().etag);
    expect(answer().policy).toContain(`style-src 'self' 'unsafe-inline'`);
  });

  it('should give each answer a number of its own, in all places and in the policy', () => {
    const answer = answersOf('<meta nonce="__CSP_NONCE__"><script nonce="__CSP_NONCE__"></script>');
    const numbers = [answer(), answer()].map(({ html, policy, etag }) => {
      const [, number = ''] = /'nonce-([^']{20,})'/.exec(policy) ?? [];
      expect(html).toBe(`<meta nonce="${number}"><script nonce="${number}"></script>`);
      expect(policy).toContain(`style-src 'self' 'nonce-${number}';`);
      expect(etag).toBeUndefined();
      expect(number).not.toBe('');
      return number;
    });
    expect(new Set(numbers).size).toBe(2);
  });

  it('should never let a script in that is not a file of the page', () => {
    for (const document of ['', '__CSP_NONCE__']) {
      expect(answersOf(document)().policy).toContain(`; script-src 'self'; script-src-attr 'none'; `);
    }
  });
});

describe('isKnown', () => {
  it.each(['"a"', 'W/"a"', '"b", "a"', '*'])('should know it from %s', (header) => {
    expect(isKnown('"a"', header)).toBe(true);
  });

  it.each([undefined, '', '"b"', 'a', '"a'])('should not know it from %s', (header) => {
    expect(isKnown('"a"', header)).toBe(false);
  });

  it('should know nothing that is another one each time', () => {
    expect(isKnown(undefined, '*')).toBe(false);
  });
});
