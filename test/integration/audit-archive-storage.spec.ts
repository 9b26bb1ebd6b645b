import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { ArchiveStorage } from '../../src/audit/lifecycle/archive/archive-storage.ts';
import { DirectoryStorage } from '../../src/audit/lifecycle/archive/directory-storage.ts';
import { S3Storage } from '../../src/audit/lifecycle/archive/s3-storage.ts';
import { archiveOf, contentOf, dropMonth, insertRows } from '../support/archived.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { S3_KEYS, startS3 } from '../support/s3-server.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const MONTH = '2026-01';
const FOLDER = 'year=2026/month=01/';
const BUCKET = 'log';
const MIB = 1024 ** 2;
const directoryOf = temporaryDirectories();

let database: TestDatabase;
let dataSource: DataSource;
let s3: Awaited<ReturnType<typeof startS3>>;
beforeAll(() => void Object.assign(process.env, S3_KEYS));
beforeEach(async () => {
  database = await createTestDatabase();
  dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  s3 = await startS3(directoryOf(), BUCKET);
});
afterEach(async () => {
  await s3.stop();
  await dataSource.destroy();
  await database.drop();
});

const s3Storage = (prefix?: string) =>
  new S3Storage({ bucket: BUCKET, prefix, endpoint: s3.endpoint, region: 'eu-central-1' });

/** Some rows that can hardly be compressed, so that there are several files. */
const NOISE = Array.from({ length: 12 }, () => ({
  metadata: JSON.stringify({ text: randomBytes(60_000).toString('hex') }),
}));
const SEVERAL_FILES = { fileBytes: 300_000 };

describe.each([
  ['in a folder', () => new DirectoryStorage(directoryOf())],
  ['in S3', () => s3Storage('one/two')],
])('the archive %s', (_, storageOf) => {
  it('should give back what was stored, and list and remove it', async () => {
    const storage = storageOf();
    const [source, target] = [join(directoryOf(), 'source'), join(directoryOf(), 'target')];
    for (const bytes of [randomBytes(0), randomBytes(1000), randomBytes(16 * MIB), randomBytes(33 * MIB + 1)]) {
      writeFileSync(source, bytes);
      await storage.put(`${FOLDER}file`, source);
      await storage.get(`${FOLDER}file`, target);
      expect(readFileSync(target).equals(bytes)).toBe(true);
    }
    expect([await storage.has(`${FOLDER}file`), await storage.has(`${FOLDER}fil`)]).toEqual([true, false]);
    expect(await storage.list(FOLDER)).toEqual([`${FOLDER}file`]);
    await storage.remove(`${FOLDER}file`);
    await storage.remove(`${FOLDER}file`);
    expect(await storage.list(FOLDER)).toEqual([]);
    await expect(storage.get(`${FOLDER}file`, target)).rejects.toThrow(/ENOENT|key does not exist/);
  }, 30_000);

  it('should bring back a month of several files', async () => {
    await insertRows(dataSource, NOISE);
    const before = await contentOf(dataSource);
    const { archive } = archiveOf(dataSource, SEVERAL_FILES, storageOf());
    await archive.archive(MONTH);
    expect((await archive.list())[0]!.files.length).toBeGreaterThan(2);
    await archive.verify(MONTH);
    await dropMonth(dataSource);
    await archive.restore(MONTH);
    expect(await contentOf(dataSource)).toEqual(before);
  });

  it('should count nothing as archived when the storage goes away in between, and do it all when it is back', async () => {
    await insertRows(dataSource, NOISE);
    const storage = storageOf();
    const { archive } = archiveOf(dataSource, SEVERAL_FILES, new FailingStorage(storage, 2));
    await expect(archive.archive(MONTH)).rejects.toThrow('ENOSPC');
    expect([await archive.isArchived(MONTH), await archive.list()]).toEqual([false, []]);
    expect((await storage.list(FOLDER)).length).toBe(1);
    const again = archiveOf(dataSource, SEVERAL_FILES, storage).archive;
    await again.archive(MONTH);
    const [part] = await again.list();
    const known = [...part!.files.map(({ name }) => name), ...part!.companions];
    expect([...(await storage.list(FOLDER))].toSorted()).toEqual(known.toSorted());
  });

  it('should count nothing as archived when something else arrives than was sent', async () => {
    await insertRows(dataSource, NOISE);
    const { archive } = archiveOf(dataSource, SEVERAL_FILES, new FlippingStorage(storageOf()));
    await expect(archive.archive(MONTH)).rejects.toMatchObject({ code: 'AUDIT_ARCHIVE_DAMAGED' });
    expect([await archive.isArchived(MONTH), await archive.list()]).toEqual([false, []]);
  });

  it('should archive a month once when two begin at once', async () => {
    await insertRows(dataSource, NOISE);
    const storage = storageOf();
    const [one, two] = [archiveOf(dataSource, SEVERAL_FILES, storage), archiveOf(dataSource, SEVERAL_FILES, storage)];
    await Promise.all([one.archive.archive(MONTH), two.archive.archive(MONTH)]);
    expect(await one.archive.list()).toHaveLength(1);
    expect(one.recorded.length + two.recorded.length).toBe(1);
    await two.archive.verify(MONTH);
  });

  it('should leave the archive of another log alone', async () => {
    const storage = storageOf();
    await insertRows(dataSource, [{}]);
    await archiveOf(dataSource, {}, storage).archive.archive(MONTH);
    const files = await storage.list(FOLDER);
    await dataSource.query('UPDATE audit_log_identity SET id = gen_random_uuid()');
    await insertRows(dataSource, [{ timestamp: '2026-01-20Z' }]);
    const { archive } = archiveOf(dataSource, {}, storage);
    await expect(archive.archive(MONTH)).rejects.toMatchObject({ code: 'AUDIT_ARCHIVE_CONFLICT' });
    expect(await storage.list(FOLDER)).toEqual(files);
  });
});

describe('a damaged archive', () => {
  const damage = async () => {
    await insertRows(dataSource, [{}]);
    const directory = directoryOf();
    const { archive } = archiveOf(dataSource, { directory });
    await archive.archive(MONTH);
    const folder = join(directory, FOLDER);
    const file = join(
      folder,
      readdirSync(folder).find((name) => name.endsWith('.parquet'))!,
    );
    flipBit(file);
    return archive;
  };

  it('should be noticed when it is verified, read and restored', async () => {
    const archive = await damage();
    const damaged = { code: 'AUDIT_ARCHIVE_DAMAGED' };
    await expect(archive.verify(MONTH)).rejects.toMatchObject(damaged);
    await expect(archive.read().next()).rejects.toMatchObject(damaged);
    await dropMonth(dataSource);
    await expect(archive.restore(MONTH)).rejects.toMatchObject(damaged);
    const tables = await dataSource.query<object[]>(
      `SELECT relname FROM pg_class WHERE relname IN ('audit_logs_2026_01', 'audit_restore_2026_01')`,
    );
    expect(tables).toEqual([]);
  });
});

function flipBit(path: string): void {
  const bytes = readFileSync(path);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle]! ^= 1;
  writeFileSync(path, bytes);
}

/** A storage around another one. */
class WrappedStorage extends ArchiveStorage {
  readonly location: string;

  constructor(protected readonly storage: ArchiveStorage) {
    super();
    this.location = storage.location;
  }

  put(name: string, path: string): Promise<void> {
    return this.storage.put(name, path);
  }

  get(name: string, path: string): Promise<void> {
    return this.storage.get(name, path);
  }

  has(name: string): Promise<boolean> {
    return this.storage.has(name);
  }

  list(folder: string): Promise<readonly string[]> {
    return this.storage.list(folder);
  }

  remove(name: string): Promise<void> {
    return this.storage.remove(name);
  }
}

/** Takes so many files of Parquet but the last of them, and then nothing any more. */
class FailingStorage extends WrappedStorage {
  constructor(
    storage: ArchiveStorage,
    private left: number,
  ) {
    super(storage);
  }

  override async put(name: string, path: string): Promise<void> {
    if (name.endsWith('.parquet') && (this.left -= 1) <= 0) throw new Error('ENOSPC: no space left on device');
    await super.put(name, path);
  }
}

/** Stores one bit of each file of Parquet wrong. */
class FlippingStorage extends WrappedStorage {
  override async put(name: string, path: string): Promise<void> {
    if (name.endsWith('.parquet')) flipBit(path);
    await super.put(name, path);
  }
}
