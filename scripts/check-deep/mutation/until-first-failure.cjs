// A mutant is known by the first test that fails. Jest ends no file at that, so the rest of its tests is skipped here.
const { TestEnvironment } = require('jest-environment-node');

/** Stryker's name for it; there is none in the run without mutants. */
const mutant = () => process.env.__STRYKER_ACTIVE_MUTANT__;

let noticed;

module.exports = class UntilFirstFailure extends TestEnvironment {
  handleTestEvent({ name, test }) {
    if (mutant() === undefined) return;
    if (name === 'test_done' && test.errors.length > 0) noticed = mutant();
    if (name === 'test_start' && noticed === mutant()) test.mode = 'skip';
  }
};
