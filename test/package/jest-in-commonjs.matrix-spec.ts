import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Application } from './support/application.ts';
import { combinationOfThisRun } from './support/combination.ts';
import { libraryPackage } from './support/library-package.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
const INSTALLING_MS = 600_000;

describe('Jest in a CommonJS application', () => {
  const application = new Application('fixture-jest');

  afterAll(() => application.remove());

  it('should be set up as the docs say', () => {
    const config = readFileSync(resolve(import.meta.dirname, 'fixture-jest', 'jest.config.js'), 'utf8');
    const [, snippet = ''] = /\/\/ docs: begin\n([^]*?)\n +\/\/ docs: end/.exec(config)!;
    expect(readFileSync(resolve(ROOT, 'docs', 'compatibility.md'), 'utf8')).toContain(
      snippet.replaceAll(/^ {2}/gm, ''),
    );
  });

  it(
    'should see what the library records',
    async () => {
      await application.install(combinationOfThisRun(), await libraryPackage());
      const said = await application.run('npx', ['jest', '--json']);
      expect(JSON.parse(said)).toMatchObject({ success: true, numPassedTests: 1 });
    },
    INSTALLING_MS,
  );
});
