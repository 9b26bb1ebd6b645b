// `npm run test:matrix`: the application with the package in each combination of versions, then the tests of the library's
// SQL on each PostgreSQL; what ran goes into docs/compatibility.md. Numbers of combinations after it run those only, and
// write nothing.
import { join, resolve } from 'node:path';
import { COMBINATIONS } from './matrix/combinations.mjs';
import { runTests } from './matrix/run-tests.mjs';
import { applicationRow, sqlRow, writeTables } from './matrix/tables.mjs';

/** Tests that ask the database what only a database can tell. */
const SQL_TESTS = 'test/integration/(audit-|entity-changes|audited-writes|field-values|matching|record-in|selection)';
const OLDER = ['14', '15', '16', '17'];

const root = resolve(import.meta.dirname, '..', '..');
const chosen = process.argv.slice(2).map(Number);
const isWhole = chosen.length === 0;
const say = (line) => process.stdout.write(`${line}\n`);
let hasFailed = false;

async function row(tests, environment, toRow) {
  const result = await runTests(root, { tests, environment });
  hasFailed ||= result.failed > 0;
  const text = toRow(result);
  say(text);
  for (const line of result.complaints) say(`    ${line}`);
  return text;
}

const onServer = (postgres) => (OLDER.includes(postgres) ? { TEST_POSTGRES: postgres } : {});

const applications = [];
for (const [at, { postgres, application }] of COMBINATIONS.entries()) {
  if (!isWhole && !chosen.includes(at + 1)) continue;
  const environment = { ...onServer(postgres), PACKAGE_COMBINATION: JSON.stringify(application) };
  applications.push(
    await row('test/package/application', environment, (ended) => applicationRow(at + 1, application, ended)),
  );
}
if (isWhole) {
  const sql = [];
  for (const postgres of OLDER) sql.push(await row(SQL_TESTS, onServer(postgres), (ended) => sqlRow(postgres, ended)));
  writeTables(join(root, 'docs', 'compatibility.md'), { applications, sql });
}
process.exitCode = hasFailed ? 1 : 0;
