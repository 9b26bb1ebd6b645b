import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { DataSource } from 'typeorm';
import { archiveOf, insertRows } from '../support/archived.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const DOCUMENT = readFileSync(resolve(import.meta.dirname, '../../docs/archive.md'), 'utf8');
const directoryOf = temporaryDirectories();

/** What stands in the blocks of a language, one after the other. */
function blocks(language: string): readonly string[] {
  const pattern = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g');
  return [...DOCUMENT.matchAll(pattern)].map(([, code]) => code!);
}

let database: TestDatabase;
let directory: string;
beforeAll(async () => {
  database = await createTestDatabase();
  directory = directoryOf();
  const dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  await insertRows(dataSource, [
    { description: 'a' },
    { description: 'b', status: 'failure', metadata: '{"http": {"path": "/x"}}' },
  ]);
  await archiveOf(dataSource, { directory }).archive.archive('2026-01');
  await dataSource.destroy();
});
afterAll(() => database.drop());

describe('docs/archive.md', () => {
  it('should show how DuckDB reads the folders', async () => {
    const duck = await (await DuckDBInstance.create()).connect();
    await duck.run("SET TimeZone = 'UTC'");
    const [counts, failures] = blocks('sql').map((sql) => sql.replace("'year=", `'${directory}/year=`));
    const ask = async (sql: string) => (await duck.runAndReadAll(sql)).getRowObjectsJson();
    expect(await ask(counts!)).toEqual([
      {
        year: '2026',
        month: '01',
        entries: '2',
        first: '2026-01-10 00:00:00+00',
        last: '2026-01-10 00:00:01+00',
      },
    ]);
    expect(await ask(failures!)).toMatchObject([{ description: 'b', path: '/x' }]);
    duck.closeSync();
  });

  it('should show how sha256sum checks the files', () => {
    const command = blocks('sh').find((code) => code.startsWith('sha256sum'))!;
    const folder = join(directory, 'year=2026', 'month=01');
    expect(execFileSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' })).toMatch(/^audit-logs-.*: OK\n$/);
  });
});
