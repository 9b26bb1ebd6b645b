import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs tests with settings in their environment.
 * @param {string} root folder of the project
 * @param {{ readonly tests: string, readonly environment: Readonly<Record<string, string>>, readonly more?: readonly string[] }} what
 *   a pattern of paths, and more arguments for jest
 * @returns how many passed and failed, which failed and why, and the versions that they say have run
 */
export async function runTests(root, { tests, environment, more = [] }) {
  const folder = mkdtempSync(join(tmpdir(), 'matrix-'));
  const [results, report] = [join(folder, 'results.json'), join(folder, 'report.json')];
  try {
    const args = [tests, ...more, '--maxWorkers=1', '--silent', '--json', `--outputFile=${results}`];
    const said = await run(root, args, { ...environment, PACKAGE_REPORT: report });
    const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined);
    const ended = read(results);
    if (ended === undefined) return { passed: 0, failed: 1, complaints: said.split('\n').slice(0, 20), ran: {} };
    return {
      passed: ended.numPassedTests,
      failed: ended.numFailedTests + ended.numRuntimeErrorTestSuites,
      complaints: complaintsOf(ended),
      ran: read(report) ?? {},
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns what it said, for when it has left no results */
async function run(root, args, environment) {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [jest, ...args], { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const said = [];
  child.stderr.on('data', (chunk) => said.push(chunk));
  await new Promise((end) => child.once('close', end));
  return Buffer.concat(said).toString();
}

/** Which tests of each file failed, and why the first did. */
function complaintsOf({ testResults }) {
  return testResults.flatMap(({ message, assertionResults }) => {
    const [first, ...others] = assertionResults.filter(({ status }) => status === 'failed');
    if (first === undefined) return message === '' ? [] : message.split('\n').slice(0, 20);
    return [
      first.fullName,
      ...first.failureMessages[0].split('\n').slice(0, 20),
      ...others.map(({ fullName }) => fullName),
    ];
  });
}
