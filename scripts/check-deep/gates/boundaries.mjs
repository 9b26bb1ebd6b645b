import { program, run } from '../run.mjs';
import { failed, passed } from './result.mjs';

/** The laws of docs/architecture.md. */
export const boundaries = {
  name: 'boundaries',
  demands: 'rooms import as docs/architecture.md allows, without cycles',
  async run() {
    const { status, out, errors } = await run([program('jest'), '--json', '--silent', 'test/architecture']);
    if (status !== 0) return failed('a law is broken', errors);
    const { numPassedTests, numTotalTests } = JSON.parse(out.slice(out.indexOf('{')));
    return passed(`${numPassedTests} of ${numTotalTests} laws hold`);
  },
};
