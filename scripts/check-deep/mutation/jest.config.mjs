import all from '../../../jest.config.mjs';

// What runs against mutants needs no database: to start one for each would take longer than all its tests.
const { globalSetup: _start, globalTeardown: _stop, ...config } = all;

export default {
  ...config,
  moduleNameMapper: { '^fast-check$': '<rootDir>/scripts/check-deep/mutation/few-runs.cjs' },
};
