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

/** The names of tests that Stryker asks for; undefined when it asks for all, or for more than an expression can have. */
function askedOf({ testNamePattern }) {
  if (!testNamePattern) return undefined;
  const asked = new RegExp(testNamePattern, 'i');
  try {
    asked.test('');
    return asked;
  } catch {
    return undefined;
  }
}

module.exports = async (globalConfig, config, environment, runtime, file, sendMessage) => {
  const asked = askedOf(globalConfig);
  const isAskedFor = asked === undefined || (testsOf(file)?.some((name) => asked.test(name)) ?? true);
  if (isNoticed() || !isAskedFor)
    return {
      ...createEmptyTestResult(),
      numPendingTests: 1,
      skipped: true,
      testFilePath: file,
      testResults: [SKIPPED],
    };
  const settings = asked === undefined ? { ...globalConfig, testNamePattern: undefined } : globalConfig;
  const result = await circus(settings, config, environment, runtime, file, sendMessage);
  if (!isMutated()) keepTests(file, result.testResults);
  // a test has failed; that the end of the file fails after it, as what it has begun goes on, says nothing more
  return isNoticed() ? { ...result, testExecError: undefined } : result;
};
