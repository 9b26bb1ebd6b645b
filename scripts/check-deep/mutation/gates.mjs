import { relative, resolve } from 'node:path';
import { failed, passed } from '../gates/result.mjs';
import { ROOT } from '../run.mjs';
import { AREAS, covers } from './areas.mjs';
import { isDrawn } from './drawn.mjs';
import { runArea } from './run-area.mjs';
import { figureOf, scoreOf } from './scores.mjs';

/** A gate for each area. */
export const mutationGates = AREAS.map((area) => ({
  name: `mutation ${area.name}`,
  demands: `tests notice at least ${area.atLeast} % of its mutants`,
  async run(options) {
    const mutants = (await runArea(area, options)).filter(({ fileName }) => isOf(area, fileName));
    const { oneIn } = options;
    const drawn = mutants.filter((mutant) => isDrawn(mutant, oneIn));
    const score = scoreOf(drawn, oneIn === 1 ? undefined : mutants.length);
    const figure = figureOf(score);
    const result = score.score >= area.atLeast ? passed(figure) : failed(figure, 'The survivors are listed above.');
    return { ...result, score };
  },
}));

/** What is known of the last time may be of a file that has moved to another area. */
function isOf({ mutate }, fileName) {
  const path = relative(ROOT, resolve(ROOT, fileName));
  return mutate.some((glob) => covers(glob, path));
}
