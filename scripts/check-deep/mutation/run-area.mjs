import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { withDatabase } from './with-database.mjs';

const CACHE = join('node_modules', '.cache', 'stryker');

/**
 * Mutates an area and runs its specs against each mutant. What is unchanged since the last time is not run again, unless
 * `anew`.
 * @param {import('./areas.mjs').Area} area
 * @returns {Promise<readonly { status: string, fileName: string }[]>} its mutants, and others that are known
 */
export function runArea(area, { anew = false } = {}) {
  return area.needsDatabase ? withDatabase(() => mutateArea(area, anew)) : mutateArea(area, anew);
}

async function mutateArea({ name, mutate, specs, isLight }, anew) {
  const file = join(CACHE, name.replaceAll(/\W+/g, '-'));
  await mkdir(CACHE, { recursive: true });
  return await new Stryker({
    mutate: [...mutate, '!**/*.spec.ts'],
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner'],
    jest: {
      projectType: 'custom',
      configFile: `scripts/check-deep/mutation/jest.${isLight ? 'light.' : ''}config.mjs`,
      config: { roots: ['<rootDir>/src', '<rootDir>/test'], testRegex: specs },
      enableFindRelatedTests: false,
    },
    coverageAnalysis: 'perTest',
    disableTypeChecks: 'src/**/*.ts',
    ignorePatterns: ['.data*', '.stryker-tmp', 'bench', 'coverage', 'dist', 'docs', 'web'],
    concurrency: 1,
    timeoutMS: 30_000,
    timeoutFactor: 3,
    incremental: true,
    force: anew,
    incrementalFile: `${file}.incremental.json`,
    reporters: ['json', 'clear-text', 'progress-append-only'],
    jsonReporter: { fileName: `${file}.json` },
    clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  }).runMutationTest();
}
