import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NOT_MUTATED } from './mutation/areas.mjs';
import { figureOf, sumOf } from './mutation/scores.mjs';
import { ROOT, run } from './run.mjs';

const PAGE = join(ROOT, 'docs', 'quality.md');
const KEPT = join(import.meta.dirname, 'results.json');

/** What each gate said the last time it was asked, by its name, with the day and the commit. */
async function keptResults() {
  return JSON.parse(await readFile(KEPT, 'utf8').catch(() => '{}'));
}

/**
 * Keeps what gates have said, and writes `docs/quality.md` anew.
 * @param {readonly { name: string, demands: string }[]} gates all there are, in the order of the page
 * @param {Readonly<Record<string, import('./gates/result.mjs').Result>>} results of those that were asked now
 */
export async function writeSummary(gates, results) {
  const stamp = { date: new Date().toISOString().slice(0, 10), commit: await commit() };
  const kept = await keptResults();
  for (const [name, { details: _details, ...result }] of Object.entries(results)) kept[name] = { ...result, ...stamp };
  const known = Object.fromEntries(gates.filter(({ name }) => kept[name]).map(({ name }) => [name, kept[name]]));
  await writeFile(KEPT, `${JSON.stringify(known, null, 2)}\n`);
  await writeFile(PAGE, summaryOf(gates, known));
}

/** The commit that is checked out, with a mark when the files are not those of it. */
async function commit() {
  const [{ out: id }, { out: changes }] = await Promise.all([
    run(['git', 'rev-parse', '--short=9', 'HEAD']),
    run([
      'git',
      'status',
      '--porcelain',
      '--',
      'src',
      'test',
      'scripts',
      'package.json',
      ':!scripts/check-deep/results.json',
    ]),
  ]);
  return `${id.trim()}${changes.trim() === '' ? '' : ' and what was not committed yet'}`;
}

/** The page. */
function summaryOf(gates, results) {
  const areas = gates.filter(({ name }) => results[name]?.score !== undefined);
  const others = gates.filter(({ name }) => !isArea(name));
  const unmeasured = gates.filter((gate) => isArea(gate.name) && !areas.includes(gate));
  return `# Quality

What \`npm run check:deep\` has found; it writes this page. Each line tells of the day and the commit at which the gate was
asked the last time.

| gate | demands | result | day | commit |
|---|---|---|---|---|
${others.map((gate) => row(gate, results[gate.name])).join('\n')}

## Mutation

Each mutant is the source with one small fault in it. A test that fails notices it: it is killed, or never comes to its end.
The score is the part of the mutants that are noticed; those that no test comes across count as not noticed. Properties are
tried 25 times, not thousands of times, and tests of how long something takes are left out: the tests as they are notice
more, not less. Which files an area has, and which tests, is in \`scripts/check-deep/mutation/areas.mjs\`.

Where fewer were tried than there are, they are a sample that a hash has drawn; the score is then an estimate, with how far
off it may be to either side (95 % confidence). In the last line each area weighs as much as it has mutants.

| area | mutants | tried | killed | timed out | survived | not covered | score | at least | day | commit |
|---|---|---|---|---|---|---|---|---|---|---|
${areas.map((gate) => areaRow(gate, results[gate.name])).join('\n')}
${scoreRow('all of these', sumOf(areas.map(({ name }) => results[name].score)))} | 70 % | | |

Not measured yet: ${unmeasured.map(({ name }) => areaOf(name)).join(', ') || 'nothing'}.

Not mutated:
${Object.entries(NOT_MUTATED)
  .map(([files, why]) => `- \`${files}\`: ${why}`)
  .join('\n')}
`;
}

const isArea = (name) => name.startsWith('mutation ');
const areaOf = (name) => `\`${name.replace('mutation ', '')}\``;

function row({ name, demands }, result) {
  if (result === undefined) return `| ${name} | ${demands} | not checked: never asked | | |`;
  const said = result.state === 'passed' ? result.figure : `**${result.state}**: ${result.figure}`;
  return `| ${name} | ${demands} | ${said} | ${result.date} | ${result.commit} |`;
}

function areaRow({ name, demands }, { score, date, commit: id }) {
  const [, atLeast] = /(\d+ %)/.exec(demands) ?? [];
  return `${scoreRow(areaOf(name), score)} | ${atLeast} | ${date} | ${id} |`;
}

function scoreRow(name, score) {
  const { of, mutants, killed, timedOut, survived, uncovered } = score;
  return `| ${name} | ${of} | ${mutants} | ${killed} | ${timedOut} | ${survived} | ${uncovered} | ${figureOf(score)}`;
}
