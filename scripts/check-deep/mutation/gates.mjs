import { failed, passed } from '../gates/result.mjs';
import { AREAS } from './areas.mjs';
import { runArea } from './run-area.mjs';
import { scoreOf } from './scores.mjs';

/** A gate for each area. */
export const mutationGates = AREAS.map((area) => ({
  name: `mutation ${area.name}`,
  demands: `tests notice at least ${area.atLeast} % of its mutants`,
  async run(options) {
    const score = scoreOf(await runArea(area, options));
    const figure = `${score.score.toFixed(1)} %`;
    const result = score.score >= area.atLeast ? passed(figure) : failed(figure, 'The survivors are listed above.');
    return { ...result, score };
  },
}));
