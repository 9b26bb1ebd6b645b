import { text } from 'node:stream/consumers';
import { DataSource } from 'typeorm';
import type { ArchiveFilters } from '../../src/audit/index.ts';
import { copyStatement, EXPORT_COLUMNS } from '../../src/audit/reading/export/copy-statement.ts';
import { ExportDatabase } from '../../src/audit/reading/export/export-database.ts';
import { framingOf } from '../../src/audit/reading/export/export-framing.ts';
import { archiveOf, insertRows } from '../support/archived.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const directoryOf = temporaryDirectories();

let database: TestDatabase;
let dataSource: DataSource;
let archive: ReturnType<typeof archiveOf>['archive'];
let recorded: ReturnType<typeof archiveOf>['recorded'];

/** What each is told by is its description. */
const ROWS = [
  { description: 'a: 100% of it', user_id: '1', status: 'failure', severity: 'WARNING' },
  { description: 'b: "quoted"', user_id: '2', action_type: 'login', ip_address: '10.1.2.3' },
  { description: '=c()', resource_type: 'user', resource_id: 'x;y', tenant_id: 'acme' },
  { description: "d: it's\nover", category: 'other', metadata: '{"n": 1e400, "m": 1.0}' },
  { description: 'e: ÄRGER', timestamp: '2026-02-10Z' },
];

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  await dataSource.query(`SELECT audit_logs_ensure_partition('2026-02-15Z')`);
  await insertRows(dataSource, ROWS);
  ({ archive, recorded } = archiveOf(dataSource, { directory: directoryOf() }));
  for (const month of await archive.pendingMonths()) await archive.archive(month);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

async function found(filters: ArchiveFilters): Promise<string> {
  let letters = '';
  for await (const { description } of archive.read(filters)) letters += description.replace('=', '')[0];
  return letters;
}

describe('reading archived months', () => {
  it.each<[ArchiveFilters, string]>([
    [{}, 'abcde'],
    [{ from: new Date('2026-01-10T00:00:01Z') }, 'bcde'],
    [{ to: new Date('2026-01-10T00:00:01Z') }, 'a'],
    [{ from: new Date('2026-02-01Z'), to: new Date('2026-02-11Z') }, 'e'],
    [{ from: new Date('2026-04-01Z') }, ''],
    [{ userId: ['1', '2'] }, 'ab'],
    [{ userId: [] }, ''],
    [{ userId: ["1' OR true --"] }, ''],
    [{ actionType: ['login'] }, 'b'],
    [{ category: ['other'] }, 'd'],
    [{ resourceType: ['user'], resourceId: ['x;y'] }, 'c'],
    [{ resourceType: ['user'], resourceId: ['x'] }, ''],
    [{ status: ['failure'] }, 'a'],
    [{ severity: ['WARNING', 'ERROR'] }, 'a'],
    [{ tenantId: ['acme'] }, 'c'],
    [{ search: '%' }, 'a'],
    [{ search: "IT'S" }, 'd'],
    [{ search: 'ärger' }, 'e'],
    [{ search: '10.1.' }, 'b'],
  ])('should for %j find %j', async (filters, letters) => {
    expect(await found(filters)).toBe(letters);
  });

  it('should free everything when the reader leaves', async () => {
    for await (const { description } of archive.read()) {
      expect(description).toBe('a: 100% of it');
      break;
    }
    expect(await found({})).toBe('abcde');
  });

  it('should record an export before its first byte', async () => {
    recorded.length = 0;
    await archive.export({ search: 'x' }, 'csv');
    expect(recorded).toMatchObject([{ action: 'export', metadata: { filters: { search: 'x' }, format: 'csv' } }]);
  });

  it('should write NDJSON in which numbers keep their digits', async () => {
    const lines = (await text(await archive.export({ category: ['other'] }, 'ndjson'))).trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/"metadata":\{"m": 1\.0, "n": 10{400}\}\}$/);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      description: "d: it's\nover",
      timestamp: '2026-01-10T00:00:03.000Z',
    });
  });

  it.each([0, 1, 2, 3])('should write CSV like the export of the log itself: entry %i', async (second) => {
    const from = new Date(Date.UTC(2026, 0, 10, 0, 0, second));
    const to = new Date(from.getTime() + 1_000);
    const exports = new ExportDatabase(dataSource, { connections: 1, timeoutMs: 5_000 });
    const form = { columns: EXPORT_COLUMNS, delimiter: ',', bom: false } as const;
    const selection = { conditions: [{ kind: 'time', from, to }] } as const;
    const statement = copyStatement({ ...form, format: 'csv', selection, isUtc: true });
    const stored = await text(await exports.copy({ text: statement, framing: framingOf('csv', form) }));
    await exports.onApplicationShutdown();
    expect(stored).toMatch(/\n[\da-f-]{36},/); // one entry behind the header
    expect(await text(await archive.export({ from, to }, 'csv'))).toBe(stored);
  });
});
