// Stands in for fast-check while mutants are tested: thousands of runs for each of them would take days. With fewer a
// mutant may survive that the real tests notice, never the other way round. The seed makes the scores comparable.
const check = require('../../../node_modules/fast-check/lib/cjs/fast-check.js'); // by its file: its name stands for this one

const MOST_RUNS = 25;

const assert = (property, { numRuns = MOST_RUNS, ...parameters } = {}) =>
  check.assert(property, {
    seed: 20_260_101,
    endOnFailure: true, // nobody reads the smallest example
    ...parameters,
    numRuns: Math.min(numRuns, MOST_RUNS),
  });

const codePoint = check
  .oneof(check.integer({ min: 0, max: 0xd7_ff }), check.integer({ min: 0xe0_00, max: 0x10_ff_ff }))
  .map((point) => String.fromCodePoint(point));

/** The unit `binary` takes a second to be made, again in each file that asks for it. */
const string = ({ unit, ...constraints } = {}) =>
  check.string({ ...constraints, unit: unit === 'binary' ? codePoint : unit });

module.exports = { ...check, assert, string };
