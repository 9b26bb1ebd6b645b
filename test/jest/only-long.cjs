const { choose, isLong } = require('./long-tests.cjs');

module.exports = (paths) => choose(paths, isLong);
