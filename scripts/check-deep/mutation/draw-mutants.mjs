// A plugin for Stryker, which has no samples: what is not drawn is not tried, as if it did not compile.
import { PluginKind, commonTokens, declareFactoryPlugin, tokens } from '@stryker-mutator/api/plugin';
import { isDrawn } from './drawn.mjs';

const fromOne = ({ line, column }) => ({ line: line + 1, column: column + 1 });

function drawing({ oneIn }) {
  const verdictOn = ({ location: { start, end }, ...mutant }) =>
    isDrawn({ ...mutant, location: { start: fromOne(start), end: fromOne(end) } }, oneIn)
      ? { status: 'passed' }
      : { status: 'compileError', reason: 'not drawn' };
  return {
    init: () => Promise.resolve(),
    group: (mutants) => Promise.resolve([mutants.map(({ id }) => id)]),
    check: (mutants) => Promise.resolve(Object.fromEntries(mutants.map((mutant) => [mutant.id, verdictOn(mutant)]))),
  };
}
drawing.inject = tokens(commonTokens.options);

export const strykerPlugins = [declareFactoryPlugin(PluginKind.Checker, 'drawn', drawing)];

/** The setting of this plugin: one of how many mutants is tried. */
export const strykerValidationSchema = { properties: { oneIn: { type: 'integer', minimum: 1 } } };
