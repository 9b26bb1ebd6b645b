import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { withDatabase } from './with-database.mjs';

const CACHE = join('node_modules', '.cache', 'stryker');

/**
 * Mutates an area and runs its specs against each mutant, or against one of `oneIn`. What is unchanged since the last time
 * is not run again, unless `anew`.
 * @param {import('./areas.mjs').Area} area
 * @returns {Promise<readonly { status: string, fileName: string }[]>} its mutants, and others that are known
 */
export function runArea(area, { anew = false, oneIn = 1 } = {}) {
  const work = () => mutateArea(area, { anew, oneIn });
  return area.needsDatabase ? withDatabase(work) : work();
}

async function mutateArea({ name, mutate, specs, isLight, isElsewhere }, { anew, oneIn }) {
  const file = join(CACHE, name.replaceAll(/\W+/g, '-'));
  const incrementalFile = `${file}.incremental.json`;
  await mkdir(CACHE, { recursive: true });
  await forgetUnknown(incrementalFile);
  return await new Stryker({
    mutate: [...mutate, '!**/*.spec.ts'],
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner', './scripts/check-deep/mutation/draw-mutants.mjs'],
    checkers: oneIn === 1 ? [] : ['drawn'],
    oneIn,
    jest: {
      projectType: 'custom',
      configFile: `scripts/check-deep/mutation/jest.${isLight ? 'light.' : ''}config.mjs`,
      config: { roots: ['<rootDir>/src', '<rootDir>/test'], testRegex: specs },
      enableFindRelatedTests: false,
    },
    coverageAnalysis: isElsewhere ? 'off' : 'perTest',
    disableTypeChecks: 'src/**/*.ts',
    ignorePatterns: ['/.data*', '/.stryker-tmp', '/bench', '/coverage', '/dist', '/docs'],
    concurrency: 1,
    timeoutMS: 30_000,
    timeoutFactor: 3,
    incremental: true,
    force: anew,
    incrementalFile,
    reporters: ['json', 'clear-text', 'progress-append-only'],
    jsonReporter: { fileName: `${file}.json` },
    clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  }).runMutationTest();
}

/** What was not drawn the last time, or could not be run, is no result. */
async function forgetUnknown(incrementalFile) {
  const known = await readFile(incrementalFile, 'utf8').catch(() => undefined);
  if (known === undefined) return;
  const report = JSON.parse(known);
  for (const file of Object.values(report.files))
    file.mutants = file.mutants.filter(({ status }) => status !== 'CompileError' && status !== 'RuntimeError');
  await writeFile(incrementalFile, JSON.stringify(report));
}
