// Behind `npm run check:deep`: the gates that take longer than `npm run check`, and docs/quality.md with what they say.
//   --only package,licences   these gates alone, by their names, or by how these begin
//   --mutate src/audit/…      only mutants of this file or folder; nothing is written
//   --one-in 20               of mutants only a sample: about each twentieth, the same ones each time
//   --anew                    all mutants, also those that are known: what no test comes across by itself, such as a
//                             constant, is not asked again because there is another test
import { parseArgs } from 'node:util';
import { advisories } from './check-deep/gates/advisories.mjs';
import { boundaries } from './check-deep/gates/boundaries.mjs';
import { licences } from './check-deep/gates/licences.mjs';
import { libraryPackage } from './check-deep/gates/package.mjs';
import { reference } from './check-deep/gates/reference.mjs';
import { unused } from './check-deep/gates/unused.mjs';
import { areasOf } from './check-deep/mutation/areas.mjs';
import { mutationGates } from './check-deep/mutation/gates.mjs';
import { runArea } from './check-deep/mutation/run-area.mjs';
import { writeSummary } from './check-deep/summary.mjs';

const GATES = [libraryPackage, unused, licences, advisories, boundaries, reference, ...mutationGates];
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    mutate: { type: 'string' },
    'one-in': { type: 'string', default: '1' },
    anew: { type: 'boolean' },
  },
});
const oneIn = Number(values['one-in']);
if (!Number.isInteger(oneIn) || oneIn < 1) throw new Error('--one-in has to be a whole number from 1.');

if (values.mutate === undefined) await askGates(values.only?.split(',') ?? ['']);
else await mutate(values.mutate);

async function askGates(beginnings) {
  const asked = GATES.filter(({ name }) => beginnings.some((beginning) => isAsked(name, beginning)));
  const results = {};
  for (const gate of asked) {
    const result = await gate.run({ anew: values.anew, oneIn });
    results[gate.name] = result;
    process.stdout.write(
      `${gate.name}: ${result.state}: ${result.figure}\n${result.details ? `${result.details}\n` : ''}`,
    );
    await writeSummary(GATES, { [gate.name]: result });
  }
  process.exitCode = asked.length === 0 || Object.values(results).some(({ state }) => state === 'failed') ? 1 : 0;
}

/** A name that is the beginning of others, such as that of a folder of folders, stands for itself alone. */
function isAsked(name, beginning) {
  return GATES.some((gate) => gate.name === beginning) ? name === beginning : name.startsWith(beginning);
}

async function mutate(pattern) {
  const areas = areasOf(pattern);
  if (areas.length === 0) process.stderr.write(`No area of scripts/check-deep/mutation/areas.mjs has ${pattern}.\n`);
  for (const area of areas) await runArea(area, { anew: values.anew, oneIn });
  process.exitCode = areas.length === 0 ? 1 : 0;
}
