// Behind `npm run test:compliance`: runs the tests that docs/compliance.md rests on, and says of each proof whether it holds.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ROOT } from './support/documents.ts';
import { type NamedTest, proofs } from './support/proofs.ts';
import { patternOf } from './support/spec-titles.ts';

/** What Jest reports of one test. */
interface Ran {
  readonly file: string;
  readonly title: string;
  readonly status: string;
}

const HELP = `Runs the tests that docs/compliance.md names, and no others.

  npm run test:compliance -- [--list] [proof …]

  --list   names the tests and runs none
  proof    runs the tests of these proofs only

It takes some ten minutes, and wants a machine that does nothing else: some tests start processes and wait for them in time.

Exit code: 0 when every proof holds, 1 when one does not.
`;

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith('-'));
const chosen = proofs().filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const unknown = wanted.filter((name) => !chosen.some((proof) => proof.name === name));

if (args.includes('--help')) process.stdout.write(HELP);
else if (unknown.length > 0) {
  process.stderr.write(`There is no proof of the name ${unknown.join(', ')}; --list names them.\n`);
  process.exitCode = 1;
} else if (args.includes('--list')) {
  for (const { name, tests } of chosen)
    for (const { file, title } of tests) process.stdout.write(`${name}  ${file} › ${title}\n`);
} else process.exitCode = tell(run(chosen.flatMap(({ tests }) => tests)));

function run(tests: readonly NamedTest[]): readonly Ran[] {
  const folder = mkdtempSync(join(tmpdir(), 'test-compliance-'));
  const outputFile = join(folder, 'results.json');
  const titles = [...new Set(tests.map(({ title }) => patternOf(title)))];
  const options = ['--testNamePattern', `(?:^| )(?:${titles.join('|')})$`, '--json', '--outputFile', outputFile];
  const files = [...new Set(tests.map(({ file }) => file))];
  const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  spawnSync(process.execPath, [jest, ...options, '--runTestsByPath', ...files], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { testResults } = JSON.parse(readFileSync(outputFile, 'utf8')) as {
    readonly testResults: readonly { readonly name: string; readonly assertionResults: readonly Omit<Ran, 'file'>[] }[];
  };
  rmSync(folder, { recursive: true });
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ title, status }) => ({ file: relative(ROOT, name), title, status })),
  );
}

/** Says of each proof how many tests have passed, and of each test that has not. */
function tell(ran: readonly Ran[]): number {
  let broken = 0;
  for (const { name, tests } of chosen) {
    const outcomes = tests.map((test) => ({ ...test, outcome: outcomeOf(test, ran) }));
    const failed = outcomes.filter(({ outcome }) => typeof outcome === 'string');
    const passed = outcomes.reduce((sum, { outcome }) => sum + (typeof outcome === 'number' ? outcome : 0), 0);
    process.stdout.write(`${failed.length === 0 ? 'holds ' : 'BROKEN'}  ${name}  ${passed} passed\n`);
    for (const { file, title, outcome } of failed) process.stdout.write(`        ${outcome}: ${file} › ${title}\n`);
    broken += failed.length === 0 ? 0 : 1;
  }
  process.stdout.write(`${chosen.length - broken} of ${chosen.length} proofs hold.\n`);
  return broken === 0 ? 0 : 1;
}

/** How many tests of this title have passed, when all have. */
function outcomeOf({ file, title }: NamedTest, ran: readonly Ran[]): number | string {
  const pattern = new RegExp(`^${patternOf(title)}$`);
  const its = ran.filter((each) => each.file === file && pattern.test(each.title));
  const failed = its.filter(({ status }) => status !== 'passed');
  if (failed.length > 0) return [...new Set(failed.map(({ status }) => status))].join(', ');
  return its.length === 0 ? 'did not run' : its.length;
}
