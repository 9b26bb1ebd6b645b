/**
 * How a run of an area went, as the reports of Stryker count it.
 * @typedef {object} Score
 * @property {number} mutants that were tried and are valid
 * @property {number} killed
 * @property {number} timedOut
 * @property {number} survived
 * @property {number} uncovered
 * @property {number} invalid
 * @property {number} score in percent: of all mutants but the invalid and the ignored ones, those that a test noticed
 * @property {number} of how many mutants there are, of which these are a sample
 * @property {number} margin of the score, in percent, to either side: how far off a sample may be, with 95 % confidence;
 *   0 when all were tried
 */

/** Standard deviations to either side of the mean, between which 95 % lie. */
const CONFIDENCE = 1.96;

/**
 * @param {readonly { status: string }[]} mutants that were tried
 * @param {number} [of] how many there are
 * @returns {Score}
 */
export function scoreOf(mutants, of) {
  const count = (status) => mutants.filter((mutant) => mutant.status === status).length;
  const [killed, timedOut] = [count('Killed'), count('Timeout')];
  const [survived, uncovered] = [count('Survived'), count('NoCoverage')];
  const valid = killed + timedOut + survived + uncovered;
  const counts = {
    mutants: valid,
    killed,
    timedOut,
    survived,
    uncovered,
    invalid: count('RuntimeError') + count('CompileError'),
  };
  return withScore({ ...counts, of: of ?? valid }, [{ ...counts, of: of ?? valid }]);
}

/** The sum of the scores of several areas, in which each counts as much as it has mutants, tried or not. */
export function sumOf(scores) {
  const sum = (key) => scores.reduce((total, score) => total + score[key], 0);
  const keys = ['mutants', 'killed', 'timedOut', 'survived', 'uncovered', 'invalid', 'of'];
  return withScore(Object.fromEntries(keys.map((key) => [key, sum(key)])), scores);
}

function withScore(counts, areas) {
  const tried = areas.filter(({ mutants }) => mutants > 0);
  const all = tried.reduce((total, { of }) => total + of, 0);
  if (all === 0) return { ...counts, score: 100, margin: 0 };
  const mean = (figure) => tried.reduce((total, area) => total + (area.of / all) * figure(area), 0);
  const variance = tried.reduce((total, area) => total + (area.of / all) ** 2 * varianceOf(area), 0);
  return {
    ...counts,
    score: 100 * mean(({ killed, timedOut, mutants }) => (killed + timedOut) / mutants),
    margin: 100 * CONFIDENCE * Math.sqrt(variance),
  };
}

/** Of the noticed part of a sample. A small one in which all are noticed does not say that all others are: hence + 1. */
function varianceOf({ mutants, killed, timedOut, of }) {
  const noticed = (killed + timedOut + 1) / (mutants + 2);
  const untried = Math.max(0, 1 - mutants / of);
  return ((noticed * (1 - noticed)) / mutants) * untried;
}

/** A score in words: with its margin, where it is of a sample. */
export function figureOf({ score, margin }) {
  return margin === 0 ? `${score.toFixed(1)} %` : `${score.toFixed(1)} % ± ${margin.toFixed(1)}`;
}
