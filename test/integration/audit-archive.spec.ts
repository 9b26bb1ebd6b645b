import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { DataSource } from 'typeorm';
import { AuditArchive } from '../../src/audit/index.ts';
import { archiveOf, contentOf, dropMonth, insertRows, type Row } from '../support/archived.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const MONTH = '2026-01';
const directoryOf = temporaryDirectories();

let database: TestDatabase;
let dataSource: DataSource;
beforeEach(async () => {
  database = await createTestDatabase();
  dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
});
afterEach(async () => {
  await dataSource.destroy();
  await database.drop();
});

const AWKWARD: readonly Row[] = [
  { description: '', user_id: null, user_label: '' },
  { description: String.raw`\N`, user_id: String.raw`\N`, resource_id: String.raw`\.` },
  { description: '"quoted", "" twice, and ,,', user_label: '"' },
  { description: 'lines\nof\r\nall\rkinds\n', user_agent: '\r' },
  { description: '😀 \u{10FFFF} \u0001\u007F \u2028 \uFEFF é e\u0301 ‮', resource_type: 'null', tenant_id: 'NULL' },
  { ip_address: '10.0.0.1' },
  { ip_address: '10.0.0.0/8' },
  { ip_address: '::ffff:1.2.3.4' },
  { ip_address: '2001:db8::/32' },
  { metadata: '{"a": 1.0, "b": 1e400, "c": -0.0, "d": 123456789012345678901234567890.10}' },
  { metadata: JSON.stringify({ deep: JSON.parse('['.repeat(200) + ']'.repeat(200)) as unknown }) },
  { metadata: JSON.stringify({ huge: 'x"\\\n😀'.repeat(700_000) }) },
  { metadata: '"text"' },
  { metadata: 'null', severity: 'ERROR', status: 'error' },
  { timestamp: '2026-01-01T00:00:00.000Z', recorded_at: '2026-01-01T00:00:00.001Z' },
  { timestamp: '2026-01-31T23:59:59.999Z' },
];

describe(AuditArchive.name, () => {
  it('should bring back every value as it was', async () => {
    await insertRows(dataSource, AWKWARD);
    const before = await contentOf(dataSource);
    const { archive } = archiveOf(dataSource, { directory: directoryOf() });
    expect(await archive.isArchived(MONTH)).toBe(false);
    await archive.archive(MONTH);
    expect(await archive.isArchived(MONTH)).toBe(true);
    await dropMonth(dataSource);
    expect(await archive.isArchived(MONTH)).toBe(true);
    expect(await archive.restore(MONTH)).toBe(AWKWARD.length);
    expect(await contentOf(dataSource)).toEqual(before);
    expect(await archive.isArchived(MONTH)).toBe(true);
  });

  it('should bring back whatever there can be', async () => {
    const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll(/\0|[\uD800-\uDFFF]/gu, '?'));
    const optional = fc.option(text);
    const row = fc.record({
      description: text,
      user_id: optional,
      user_label: optional,
      resource_id: optional,
      user_agent: optional,
      ip_address: fc.option(fc.oneof(fc.ipV4(), fc.ipV6())),
      metadata: fc
        .dictionary(text, fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true })))
        .map((value) => JSON.stringify(value)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
        await insertRows(dataSource, rows);
        const before = await contentOf(dataSource);
        const { archive } = archiveOf(dataSource, { directory: directoryOf() });
        await archive.archive(MONTH);
        await dropMonth(dataSource);
        await archive.restore(MONTH);
        expect(await contentOf(dataSource)).toEqual(before);
        await dropMonth(dataSource);
        await dataSource.query('TRUNCATE audit_log_archives');
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  it('should write files of bounded size, with a manifest and checksums that only their owner can read', async () => {
    const metadata = JSON.stringify({ text: 'x'.repeat(20_000) });
    await insertRows(
      dataSource,
      Array.from({ length: 60 }, () => ({ metadata })),
    );
    const directory = directoryOf();
    const { archive } = archiveOf(dataSource, { directory, fileBytes: 300_000 });
    await archive.archive(MONTH);
    const folder = join(directory, 'year=2026', 'month=01');
    const names = readdirSync(folder).toSorted();
    const files = names.filter((name) => name.endsWith('.parquet'));
    expect(files.length).toBeGreaterThan(2);
    expect(names).toHaveLength(files.length + 2);
    for (const name of names) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const manifest = JSON.parse(
      readFileSync(
        join(
          folder,
          names.find((name) => name.endsWith('.json'))!,
        ),
        'utf8',
      ),
    ) as Manifest;
    expect(manifest).toMatchObject({
      format: 1,
      month: MONTH,
      rows: 60,
      filters: null,
      firstTimestamp: '2026-01-10T00:00:00.000Z',
      lastTimestamp: '2026-01-10T00:00:59.000Z',
      versions: { node: process.version },
    });
    expect(manifest.columns).toHaveLength(21);
    expect(manifest.columns).toContainEqual({ name: 'id', type: 'uuid', parquet: 'UUID' });
    expect(manifest.files.map(({ name }) => name)).toEqual(files);
    for (const { name, sha256 } of manifest.files) {
      expect(
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ).toBe(sha256);
    }
    expect(manifest.files.reduce((sum, { rows }) => sum + rows, 0)).toBe(60);
  });

  it('should notice an entry that comes late, and archive the month anew', async () => {
    await insertRows(dataSource, [{}, {}]);
    const directory = directoryOf();
    const { archive } = archiveOf(dataSource, { directory });
    await archive.archive(MONTH);
    expect(await archive.pendingMonths()).toEqual([]);
    await insertRows(dataSource, [{ timestamp: '2026-01-02Z' }]);
    expect(await archive.isArchived(MONTH)).toBe(false);
    expect(await archive.pendingMonths()).toEqual([MONTH]);
    await archive.archive(MONTH);
    expect(await archive.isArchived(MONTH)).toBe(true);
    const parts = await archive.list();
    expect(parts.map(({ rows }) => rows)).toEqual([3]);
    expect(readdirSync(join(directory, 'year=2026', 'month=01'))).toHaveLength(3);
  });

  it('should notice an entry that was recorded before others and became visible after them', async () => {
    await insertRows(dataSource, [{ recorded_at: '2026-01-10T00:00:05Z' }]);
    const { archive } = archiveOf(dataSource, { directory: directoryOf() });
    await archive.archive(MONTH);
    await insertRows(dataSource, [{ recorded_at: '2026-01-10T00:00:04Z' }]);
    expect(await archive.isArchived(MONTH)).toBe(false);
    await archive.archive(MONTH);
    expect((await archive.list()).map(({ rows }) => rows)).toEqual([2]);
  });

  it('should keep what was archived when entries come into a month that was removed', async () => {
    await insertRows(dataSource, [{}, {}]);
    const first = await contentOf(dataSource);
    const { archive } = archiveOf(dataSource, { directory: directoryOf() });
    await archive.archive(MONTH);
    await dropMonth(dataSource);
    await insertRows(dataSource, [{ timestamp: '2026-01-20Z' }]);
    const second = await contentOf(dataSource);
    expect(await archive.isArchived(MONTH)).toBe(false);
    await archive.archive(MONTH);
    expect(await archive.isArchived(MONTH)).toBe(true);
    await expect(archive.restore(MONTH)).rejects.toMatchObject({ code: 'AUDIT_ARCHIVE_MONTH_PRESENT' });
    expect(await contentOf(dataSource)).toEqual(second);
    await dropMonth(dataSource);
    expect(await archive.restore(MONTH)).toBe(3);
    expect(await contentOf(dataSource)).toEqual([...first, ...second]);
    expect(await archive.isArchived(MONTH)).toBe(true);
  });

  it('should refuse to forget entries that are not in the database any more', async () => {
    await insertRows(dataSource, [{}, {}, {}]);
    const { archive } = archiveOf(dataSource, { directory: directoryOf() });
    await archive.archive(MONTH);
    await dataSource.query('ALTER TABLE audit_logs_2026_01 DISABLE TRIGGER USER');
    await dataSource.query(
      'DELETE FROM audit_logs_2026_01 WHERE "timestamp" = (SELECT max("timestamp") FROM audit_logs_2026_01)',
    );
    expect(await archive.isArchived(MONTH)).toBe(false);
    await expect(archive.archive(MONTH)).rejects.toMatchObject({ code: 'AUDIT_ARCHIVE_CONFLICT' });
    expect((await archive.list()).map(({ rows }) => rows)).toEqual([3]);
  });

  it('should give a restored partition the triggers and indexes of the others', async () => {
    await insertRows(dataSource, [{}]);
    const about = () =>
      dataSource.query<object[]>(`
        SELECT tgname, tgenabled, replace(pg_get_triggerdef(oid), 'audit_logs_2026_01', '') AS text FROM pg_trigger
        WHERE tgrelid = 'audit_logs_2026_01'::regclass ORDER BY tgname`);
    const indexes = () =>
      dataSource.query<object[]>(`
        SELECT regexp_replace(indexdef, 'INDEX \\S+', '') AS text FROM pg_indexes WHERE tablename = 'audit_logs_2026_01'
        ORDER BY text`);
    const before = [await about(), await indexes()];
    const { archive } = archiveOf(dataSource, { directory: directoryOf() });
    await archive.archive(MONTH);
    await dropMonth(dataSource);
    await archive.restore(MONTH);
    expect([await about(), await indexes()]).toEqual(before);
    await expect(dataSource.query('TRUNCATE audit_logs_2026_01')).rejects.toThrow('append-only');
    await expect(dataSource.query('DELETE FROM audit_logs_2026_01')).rejects.toThrow('append-only');
  });

  it('should let nobody but the owner restore unless it is allowed', async () => {
    const rights = await dataSource.query<object[]>(`
      SELECT proname, prosecdef, has_function_privilege('pg_monitor', oid, 'EXECUTE') AS everybody FROM pg_proc
      WHERE proname LIKE 'audit\\_maintain\\_%restore' ORDER BY proname`);
    expect(rights).toEqual([
      { proname: 'audit_maintain_begin_restore', prosecdef: true, everybody: false },
      { proname: 'audit_maintain_finish_restore', prosecdef: true, everybody: false },
    ]);
  });

  it('should record what is done', async () => {
    await insertRows(dataSource, [{}]);
    const { archive, recorded } = archiveOf(dataSource, { directory: directoryOf() });
    await archive.archive(MONTH);
    await archive.archive(MONTH);
    for await (const _ of archive.read({ status: ['success'] })) void _;
    await dropMonth(dataSource);
    await archive.restore(MONTH);
    expect(recorded).toMatchObject([
      { category: 'administrative', action: 'archive', resourceId: MONTH, metadata: { rows: 1 } },
      { category: 'administrative', action: 'read', metadata: { filters: { status: ['success'] } } },
      { category: 'administrative', action: 'restore', resourceId: MONTH, metadata: { rows: 1 } },
    ]);
  });

  it.each(['2026-13', '2026-1', '../..', '2026-06'])('should not archive %s', async (month) => {
    const { archive } = archiveOf(dataSource, { directory: directoryOf() });
    await expect(archive.archive(month)).rejects.toMatchObject({ code: 'AUDIT_ARCHIVE_MONTH_INVALID' });
  });

  it('should say that a month is not archived', async () => {
    const { archive } = archiveOf(dataSource, { directory: directoryOf() });
    await expect(archive.restore(MONTH)).rejects.toMatchObject({ code: 'AUDIT_ARCHIVE_NOT_FOUND' });
    await expect(archive.verify(MONTH)).rejects.toMatchObject({ code: 'AUDIT_ARCHIVE_NOT_FOUND' });
  });
});

interface Manifest {
  readonly columns: readonly object[];
  readonly files: readonly { readonly name: string; readonly sha256: string; readonly rows: number }[];
}
