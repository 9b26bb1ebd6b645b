/**
 * How a run of an area went, as the reports of Stryker count it.
 * @typedef {{ mutants: number, killed: number, timedOut: number, survived: number, uncovered: number, invalid: number,
 *   score: number }} Score
 */

/**
 * @param {readonly { status: string }[]} mutants
 * @returns {Score} with the score in percent: of all mutants but the invalid and the ignored ones, those that a test noticed
 */
export function scoreOf(mutants) {
  const count = (status) => mutants.filter((mutant) => mutant.status === status).length;
  const [killed, timedOut] = [count('Killed'), count('Timeout')];
  const [survived, uncovered] = [count('Survived'), count('NoCoverage')];
  const valid = killed + timedOut + survived + uncovered;
  return {
    mutants: valid,
    killed,
    timedOut,
    survived,
    uncovered,
    invalid: count('RuntimeError') + count('CompileError'),
    score: valid === 0 ? 100 : (100 * (killed + timedOut)) / valid,
  };
}

/** The sum of the scores of several areas. */
export function sumOf(scores) {
  const sum = (key) => scores.reduce((total, score) => total + score[key], 0);
  const noticed = sum('killed') + sum('timedOut');
  return {
    mutants: sum('mutants'),
    killed: sum('killed'),
    timedOut: sum('timedOut'),
    survived: sum('survived'),
    uncovered: sum('uncovered'),
    invalid: sum('invalid'),
    score: sum('mutants') === 0 ? 100 : (100 * noticed) / sum('mutants'),
  };
}
