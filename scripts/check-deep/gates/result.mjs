/**
 * What a gate says.
 * @typedef {object} Result
 * @property {'passed' | 'failed' | 'not checked'} state
 * @property {string} figure in a few words, for the summary
 * @property {string} [details] what there is to do, for whoever runs it
 */

/** @returns {Result} */
export const passed = (figure) => ({ state: 'passed', figure });

/** @returns {Result} */
export const failed = (figure, details = '') => ({ state: 'failed', figure, details });

/** For what can't be known here. @returns {Result} */
export const notChecked = (why) => ({ state: 'not checked', figure: why });
