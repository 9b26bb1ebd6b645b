import { text } from 'node:stream/consumers';
import { DataSource } from 'typeorm';
import type { ArchiveFilters, AuditLog } from '../../src/audit/index.ts';
import { exportStream } from '../../src/audit/reading/export/export-stream.ts';
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

  it('should write CSV like the export of the log itself', async () => {
    const entries: AuditLog[] = [];
    for await (const entry of archive.read({ to: new Date('2026-01-10T00:00:03Z') })) {
      entries.push({ ...entry, metadata: JSON.parse(entry.metadata) as AuditLog['metadata'] });
    }
    expect(entries).toHaveLength(3);
    const csv = await text(await archive.export({ to: new Date('2026-01-10T00:00:03Z') }, 'csv'));
    expect(csv).toBe(await text(exportStream(asyncly(entries), 'csv')));
  });
});

// oxlint-disable-next-line typescript/require-await
async function* asyncly<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
