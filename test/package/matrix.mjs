// `npm run test:matrix`: the application with the package in each combination of versions, then the tests of the library's
// SQL on each PostgreSQL; what ran goes into docs/compatibility.md. Numbers of combinations after it run those only, and
// write nothing.
import { join, resolve } from 'node:path';
import { COMBINATIONS } from './matrix/combinations.mjs';
import { runTests } from './matrix/run-tests.mjs';
import { applicationRow, sqlRow, writeTables } from './matrix/tables.mjs';

const OLDER = ['14', '15', '16', '17'];
const OURS = '18';

/** Tests that ask the database what only a database can tell. */
const SQL_TESTS =
  'test/integration/(audit-(append|failure|holds|month|recent|retention.spec|roles|rollups|store|summary|text|wide)|' +
  'audited-writes|entity-changes|field-values|matching|record-in|selection)';

/** One prepares itself by a function that only 18 has, the other expects a plan that only the planner of 18 makes. */
const LEFT_OUT = ['keep writers waiting for long', "resource_id = md5\\('1'\\) with status = 'failure'"];

const root = resolve(import.meta.dirname, '..', '..');
const chosen = process.argv.slice(2).map(Number);
const isWhole = chosen.length === 0;
let hasFailed = false;

/** Runs tests and tells of them. @returns their row of a table */
async function rowOf(asked, toRow) {
  const result = await runTests(root, asked);
  hasFailed ||= result.failed > 0;
  const row = toRow(result);
  process.stdout.write([row, ...result.complaints, ''].join('\n'));
  return row;
}

const onServer = (postgres) => (OLDER.includes(postgres) ? { TEST_POSTGRES: postgres } : {});

const applications = [];
for (const [at, { postgres, application }] of COMBINATIONS.entries()) {
  if (!isWhole && !chosen.includes(at + 1)) continue;
  const environment = { ...onServer(postgres), PACKAGE_COMBINATION: JSON.stringify(application) };
  const asked = { tests: 'test/package/application', environment };
  applications.push(await rowOf(asked, (ended) => applicationRow(at + 1, application, ended)));
}
if (isWhole) {
  const sql = [];
  for (const postgres of [...OLDER, OURS]) {
    const more = postgres === OURS ? [] : [`--testNamePattern=^(?!.*(${LEFT_OUT.join('|')}))`];
    const asked = { tests: SQL_TESTS, environment: onServer(postgres), more };
    sql.push(await rowOf(asked, (ended) => sqlRow(postgres, ended)));
  }
  writeTables(join(root, 'docs', 'compatibility.md'), { applications, sql });
}
process.exitCode = hasFailed ? 1 : 0;
