// `npm run test:matrix`: the application with the package in each combination of versions, Jest in a CommonJS application,
// and the tests of the library's SQL on each PostgreSQL. What ran goes into docs/compatibility.md, row by row. The first
// cells of rows after the command run those only: `npm run test:matrix -- 1 12 "PostgreSQL 14"`.
import { join, resolve } from 'node:path';
import { COMBINATIONS, TESTED_BY_JEST } from './matrix/combinations.mjs';
import { runTests } from './matrix/run-tests.mjs';
import { applicationCells, outcome, writeRow } from './matrix/tables.mjs';

const OLDER = ['14', '15', '16', '17'];
const OURS = '18';

/** Tests that ask the database what only a database can tell. */
const SQL_TESTS =
  'test/integration/(audit-(append|failure|holds|month|recent|retention.spec|roles|rollups|store|summary|text|wide)|' +
  'audited-writes|entity-changes|field-values|matching|record-in|selection)';

/** One prepares itself by a function that only 18 has, the other expects a plan that only the planner of 18 makes. */
const LEFT_OUT = ['keep writers waiting for long', "resource_id = md5\\('1'\\) with status = 'failure'"];

const root = resolve(import.meta.dirname, '..', '..');

function onServer(postgres) {
  return OLDER.includes(postgres) ? { TEST_POSTGRES: postgres } : {};
}

const applications = COMBINATIONS.map(({ postgres, application }, at) => ({
  name: String(at + 1),
  table: 'applications',
  tests: 'test/package/application',
  environment: { ...onServer(postgres), PACKAGE_COMBINATION: JSON.stringify(application) },
  toCells: (ended) => applicationCells(application, ended),
}));

const others = [
  {
    name: 'Jest in a CommonJS application',
    tests: 'jest-in-commonjs',
    environment: { PACKAGE_COMBINATION: JSON.stringify(TESTED_BY_JEST) },
    more: ['--testRegex', '\\.matrix-spec\\.ts$'],
  },
  ...[...OLDER, OURS].map((postgres) => ({
    name: `PostgreSQL ${postgres}`,
    tests: SQL_TESTS,
    environment: onServer(postgres),
    more: postgres === OURS ? [] : [`--testNamePattern=^(?!.*(${LEFT_OUT.join('|')}))`],
  })),
].map((run) => ({ table: 'others', toCells: (ended) => [outcome(ended)], ...run }));

const chosen = process.argv.slice(2);
for (const { name, table, toCells, ...asked } of [...applications, ...others]) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const ended = await runTests(root, asked);
  const cells = [name, ...toCells(ended)];
  writeRow(join(root, 'docs', 'compatibility.md'), table, cells);
  process.stdout.write([cells.join(' | '), ...ended.complaints, ''].join('\n'));
  if (ended.failed > 0) process.exitCode = 1;
}
