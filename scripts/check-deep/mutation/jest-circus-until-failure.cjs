// Reads only the files that can say something of a mutant: none after the one with a failure, as with
// until-first-failure.cjs, and none without a test that comes across it. It is named so that Stryker knows what it stands
// for.
const { createEmptyTestResult } = require('@jest/test-result');
const { default: circus } = require('jest-circus/runner');
const { isMutated, isNoticed } = require('./noticed-mutant.cjs');
const { keepTests, testsOf } = require('./tests-of-files.cjs');

/** Jest takes a file without tests for a fault. */
const SKIPPED = {
  ancestorTitles: [],
  failureDetails: [],
  failureMessages: [],
  fullName: 'all',
  status: 'pending',
  title: 'all',
};

/** Whether one of the tests that Stryker asks for is in a file; yes when it asks for all. */
function isAskedFor(file, { testNamePattern }) {
  if (!testNamePattern) return true;
  const asked = new RegExp(testNamePattern, 'i');
  return testsOf(file)?.some((name) => asked.test(name)) ?? true;
}

module.exports = async (globalConfig, config, environment, runtime, file, sendMessage) => {
  if (isNoticed() || !isAskedFor(file, globalConfig))
    return {
      ...createEmptyTestResult(),
      numPendingTests: 1,
      skipped: true,
      testFilePath: file,
      testResults: [SKIPPED],
    };
  const result = await circus(globalConfig, config, environment, runtime, file, sendMessage);
  if (!isMutated()) keepTests(file, result.testResults);
  return result;
};
