import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Document, readDocument, rowsOf, sectionOf } from './support/documents.ts';
import { membersOf, metadataPartsIn } from './support/metadata-parts.ts';
import { COMPLIANCE } from './support/proofs.ts';

const INVENTORY: Document = { path: COMPLIANCE, text: sectionOf(readDocument(COMPLIANCE), '## Data inventory') };
const rowsBelow = (heading: string) => rowsOf(sectionOf(INVENTORY, heading));
const namesIn = (text: string): readonly string[] => [...text.matchAll(/`(\w+)`/g)].map(([, name]) => name!);

describe('the data inventory', () => {
  const columns = rowsBelow('### Columns of `audit_logs`');
  const parts = rowsBelow('### Parts of `metadata`');
  const hostsParts = sectionOf(INVENTORY, '### Parts of `metadata`')
    .split('\n')
    .filter((line) => !line.startsWith('|'));
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const inDatabase = async (query: string): Promise<readonly string[]> =>
    (await dataSource.query<{ name: string }[]>(query)).map(({ name }) => name);

  it('should name every column of audit_logs, and none that is not there', async () => {
    const there = await inDatabase(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'audit_logs'`,
    );
    expect(columns.flatMap(({ column = '' }) => namesIn(column)).toSorted()).toEqual(there.toSorted());
  });

  it('should say of every column and part why it is kept, and how it is redacted', () => {
    for (const row of [...columns, ...parts]) {
      expect(row['what, and why']).toMatch(/\w/);
      expect(row['redacted']).toMatch(/\w/);
    }
  });

  it('should name every part of metadata that the library writes, and none that it does not', () => {
    const named = parts.flatMap(({ part = '' }) => namesIn(part));
    expect(named.toSorted()).toEqual([...metadataPartsIn('src/audit')].toSorted());
  });

  it('should name every part of metadata that the host writes, and none that it does not', () => {
    const [all, librarys] = [metadataPartsIn('src'), metadataPartsIn('src/audit')];
    const named = new Set(namesIn(hostsParts.join(' ')));
    expect([...all].filter((part) => !librarys.has(part) && !named.has(part))).toEqual([]);
    expect([...named].filter((part) => !all.has(part))).toEqual([]);
  });

  it.each([
    ['http', 'src/audit/entry/audit-entry.ts', 'AuditHttp'],
    ['error', 'src/audit/entry/record-rules.ts', 'FaultDetails'],
  ])('should name what stands in %s', (part, file, type) => {
    const row = parts.find((each) => each['part'] === `\`${part}\``);
    expect(namesIn(row!['what, and why']!).toSorted()).toEqual(membersOf(file, type).toSorted());
  });

  it('should name every table of the log', async () => {
    const there = await inDatabase(
      `SELECT relname AS name FROM pg_class WHERE relname ~ '^audit_log' AND relkind IN ('r', 'p') AND NOT relispartition`,
    );
    const named = rowsBelow('### Beside the entries').flatMap(({ where = '' }) => namesIn(where));
    expect(named.toSorted()).toEqual(there.toSorted());
  });
});
