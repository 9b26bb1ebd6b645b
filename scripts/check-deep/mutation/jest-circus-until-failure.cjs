// As until-first-failure.cjs, for the files that come after the one with the failure: they are not even read. It is
// named so that Stryker knows what it stands for.
const { createEmptyTestResult } = require('@jest/test-result');
const { default: circus } = require('jest-circus/runner');
const { isNoticed } = require('./noticed-mutant.cjs');

/** Jest takes a file without tests for a fault. */
const SKIPPED = {
  ancestorTitles: [],
  failureDetails: [],
  failureMessages: [],
  fullName: 'all',
  status: 'pending',
  title: 'all',
};

module.exports = (globalConfig, config, environment, runtime, testFilePath, sendMessage) =>
  isNoticed()
    ? { ...createEmptyTestResult(), numPendingTests: 1, skipped: true, testFilePath, testResults: [SKIPPED] }
    : circus(globalConfig, config, environment, runtime, testFilePath, sendMessage);
