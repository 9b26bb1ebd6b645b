// A mutant is known by the first test that fails. Jest ends no file at that, so the rest of its tests is skipped here.
const { TestEnvironment } = require('jest-environment-node');
const { isNoticed, notice } = require('./noticed-mutant.cjs');

module.exports = class UntilFirstFailure extends TestEnvironment {
  constructor(...args) {
    super(...args);
    this.global.loadOnce = require; // for the files of the folder `once`
  }

  handleTestEvent({ name, test }) {
    if (name === 'test_done' && test.errors.length > 0) notice();
    if (name === 'test_start' && isNoticed()) test.mode = 'skip';
  }
};
