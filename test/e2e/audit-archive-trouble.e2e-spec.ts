import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { AuditArchive } from '../../src/audit/index.ts';
import { createShopApp, type ShopApp } from '../fixture/shop-app.ts';
import { LogReader } from '../support/log-reader.ts';
import { logRow, storeRows } from '../support/log-rows.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const READER = { 'x-user': 'auditor', 'x-allow': 'audit:read,audit:export' };
const NOW = new Date('2026-06-01T00:00:00Z');
const directories = temporaryDirectories();

describe('an archive that is not as it was', () => {
  const directory = directories();
  let shop: ShopApp;
  let file: string;
  let whole: Buffer;

  beforeAll(async () => {
    shop = await createShopApp('fastify', { archive: { directory }, clock: () => NOW });
    await storeRows(shop.app, [logRow({ timestamp: new Date('2026-01-10T00:00:00Z') })]);
    await shop.app.get(AuditArchive).archive('2026-01');
    const folder = join(directory, 'year=2026/month=01');
    file = join(
      folder,
      readdirSync(folder).find((name) => name.endsWith('.parquet'))!,
    );
    whole = readFileSync(file);
  });
  afterAll(() => shop.close());

  const asked = async (path: string): Promise<readonly [number, string]> => {
    const answer = await fetch(`${shop.url}/audit-logs/archive${path}`, { headers: READER });
    return [answer.status, await answer.text()];
  };

  describe.each(['/entries', '/export?format=csv'])('asked for %s', (path) => {
    it.each<[string, () => () => void, number, string]>([
      ['a file was changed', () => changed(), 500, 'AUDIT_ARCHIVE_DAMAGED'],
      ['a file is away', () => away(file), 500, 'AUDIT_ARCHIVE_DAMAGED'],
      ['the storage is away', () => away(directory), 503, 'AUDIT_ARCHIVE_UNREACHABLE'],
    ])('should say so when %s, but not where it lies', async (_, spoil, status, code) => {
      const log = new LogReader(shop.app);
      await log.fresh();
      const mend = spoil();
      const [answered, body] = await asked(path);
      mend();
      expect([answered, JSON.parse(body)]).toMatchObject([status, { code }]);
      const entry = await log.only();
      expect(entry).toMatchObject({ status: 'error', resourceType: 'audit_archive' });
      for (const text of [body, JSON.stringify(entry)]) {
        expect(text).not.toContain(directory);
        expect(text).not.toContain('.parquet');
      }
      expect((await asked(path))[0]).toBe(200);
    });
  });

  it('should still be listed when the storage is away', async () => {
    const mend = away(directory);
    const [status, body] = await asked('');
    mend();
    expect([status, JSON.parse(body)]).toMatchObject([200, { data: [{ month: '2026-01' }] }]);
  });

  function changed(): () => void {
    const bytes = Buffer.from(whole);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(file, bytes);
    return () => writeFileSync(file, whole);
  }

  function away(path: string): () => void {
    renameSync(path, `${path}-elsewhere`);
    return () => renameSync(`${path}-elsewhere`, path);
  }
});

/** Some 24 MB: more than all buffers between the archive and the reader hold. */
const MANY = `INSERT INTO audit_logs (id, "timestamp", category, action_type, description, status, actor_type)
  SELECT gen_random_uuid(), '2026-01-10Z'::timestamptz + n * interval '1 second', 'many', 'a', repeat('x', 3000),
    'success', 'system' FROM generate_series(1, 8000) AS n`;

describe.each([
  ['express', 'csv'],
  ['fastify', 'ndjson'],
] as const)('an export of archived months on %s as %s', (platform, format) => {
  const directory = directories();
  const journal = directories();
  let shop: ShopApp;

  beforeAll(async () => {
    shop = await createShopApp(platform, {
      archive: { directory },
      exports: { maxPerUser: 1, maxParallel: 2 },
      journal: { directory: journal },
      maxQueueBytes: 65_536,
      clock: () => NOW,
    });
    await shop.app.get(DataSource).query(`SELECT audit_logs_ensure_partition('2026-01-15Z')`);
    await shop.app.get(DataSource).query(MANY);
    await shop.app.get(AuditArchive).archive('2026-01');
  });
  afterAll(() => shop.close());

  const open = (user: string, query = 'format=csv'): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const headers = { ...READER, 'x-user': user };
      const asking = httpGet(`${shop.url}/audit-logs/archive/export?${query}`, { headers }, resolve);
      asking.once('error', reject);
    });

  it('should keep its place while it lasts, and free it when the client leaves', async () => {
    const held = await open('ada', `format=${format}`); // nobody reads it, so that it goes on
    held.on('error', () => undefined);
    const refused = await open('ada');
    refused.resume();
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '5']);
    const other = await open('bob', 'format=ndjson&category=none');
    other.resume();
    expect(other.statusCode).toBe(200);
    held.destroy();
    const again = await open('ada', 'format=csv&category=none');
    again.resume();
    expect(again.statusCode).toBe(200);
    const entries = await new LogReader(shop.app).all();
    expect(
      entries.filter(({ resourceType, userId }) => resourceType === 'audit_archive' && userId === 'ada').length,
    ).toBeGreaterThan(2);
  }, 30_000);

  it('should be refused before anything of it leaves when it can not be recorded', async () => {
    rmSync(journal, { recursive: true });
    writeFileSync(journal, 'in the place of the journal');
    let refused: IncomingMessage | undefined;
    await until('the journal is missed', async () => {
      refused = await open('carol', 'format=csv&category=none');
      refused.resume();
      return refused.statusCode === 503;
    });
    expect(refused?.headers['content-disposition']).toBeUndefined();
    rmSync(journal);
  });
});
