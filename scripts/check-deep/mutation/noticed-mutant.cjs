// Stryker's name for the mutant that is there at the moment; there is none in the run without mutants.
const mutant = () => process.env.__STRYKER_ACTIVE_MUTANT__;

let noticed;

exports.isMutated = () => mutant() !== undefined;

exports.notice = () => {
  noticed = mutant();
};

/** Whether a test has failed since the mutant is there: one is enough. */
exports.isNoticed = () => mutant() !== undefined && mutant() === noticed;
