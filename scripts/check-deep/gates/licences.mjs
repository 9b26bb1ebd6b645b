import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAllowed, licencesDocument, shippedPackages } from '../../licences/licences.mjs';
import { ROOT } from '../run.mjs';
import { failed, passed } from './result.mjs';

/** The licences of what is shipped. */
export const licences = {
  name: 'licences',
  demands:
    'every package that is shipped has a licence of the list in scripts/licences, and stands in docs/licences.md',
  async run() {
    const packages = await shippedPackages(ROOT);
    const refused = packages.filter(({ licence }) => !isAllowed(licence));
    if (refused.length > 0) {
      return failed(
        `${refused.length} are not allowed`,
        refused.map(({ name, licence }) => `${name}: ${licence}`).join('\n'),
      );
    }
    const kept = await readFile(join(ROOT, 'docs', 'licences.md'), 'utf8').catch(() => '');
    return kept === licencesDocument(packages)
      ? passed(`${packages.length} packages`)
      : failed('docs/licences.md is not what package-lock.json says', 'Run `npm run docs:licences`.');
  },
};
