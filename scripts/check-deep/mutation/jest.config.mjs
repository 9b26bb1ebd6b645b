import { join } from 'node:path';
import all from '../../../jest.config.mjs';

// What runs against mutants gets its database, if it needs one, from keep-database.mjs: to start one for each mutant would
// take longer than all its tests.
const { globalSetup: _start, globalTeardown: _stop, ...config } = all;

export default {
  ...config,
  testRunner: join(import.meta.dirname, 'jest-circus-until-failure.cjs'),
  testEnvironment: join(import.meta.dirname, 'until-first-failure.cjs'),
  moduleNameMapper: { '^fast-check$': '<rootDir>/scripts/check-deep/mutation/few-runs.cjs' },
};
