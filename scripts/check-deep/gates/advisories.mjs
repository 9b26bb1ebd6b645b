import { run } from '../run.mjs';
import { failed, notChecked, passed } from './result.mjs';

/** Known weaknesses of what is shipped. */
export const advisories = {
  name: 'advisories',
  demands: '`npm audit` knows of no weakness, high or critical, in what is shipped',
  async run() {
    const { out } = await run(['npm', 'audit', '--omit=dev', '--json']);
    return resultOf(out);
  },
};

/** @param {string} out what `npm audit --json` writes */
export function resultOf(out) {
  const report = jsonOf(out);
  const counts = report?.metadata?.vulnerabilities;
  if (counts === undefined) return notChecked(`the registry does not answer \`npm audit\`${statusOf(report)}`);
  const grave = counts.high + counts.critical;
  if (grave > 0) return failed(`${grave} high or critical`, out);
  return passed(`${counts.total} known, none of them high or critical`);
}

function jsonOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What it answers in the place of a report, without its address. */
function statusOf(report) {
  const status = /^\d{3}\b/.exec(report?.message ?? '');
  return status ? ` but with ${status[0]}` : '';
}
