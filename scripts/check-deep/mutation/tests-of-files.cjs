// Which tests are in which file, as seen in the run without mutants. Stryker runs the mutants in several processes, one
// after the other, all in the folder of its copy of the project.
const { readFileSync, writeFileSync } = require('node:fs');

const KEPT = `${process.cwd()}/tests-of-files.json`;
let known;

function read() {
  try {
    return JSON.parse(readFileSync(KEPT, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

/** The full names of the tests of a file, or `undefined` when it was not run yet. */
exports.testsOf = (file) => (known ??= read())[file];

exports.keepTests = (file, tests) => {
  known = { ...(known ?? read()), [file]: tests.map(({ fullName }) => fullName) };
  writeFileSync(KEPT, JSON.stringify(known));
};
