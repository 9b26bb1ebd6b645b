import { once } from 'node:events';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { json } from 'node:stream/consumers';
import { DataSource } from 'typeorm';
import { ADMIN_SETTINGS, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { CSV_HEADER, csvOf, endedImport, importedUpload, type UploadBody } from '../support/uploads.ts';

/** `npm run bench:import` takes a million, on the built application. */
const LINES = 200_000;
const MIB = 1024 * 1024;

/** What the garbage of a few batches, buffers and query texts may take; all lines together would take much more. */
const MOST_GROWTH_MIB = 150;

let test: TestApp;
let token: string;
beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  token = await signIn(test);
});
afterAll(() => test.close());

/** A form with a file of so many lines, made while it is sent. */
function* formOf(lines: number): Generator<string> {
  yield '--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nledger\r\n';
  yield '--x\r\nContent-Disposition: form-data; name="file"; filename="large.csv"\r\nContent-Type: text/csv\r\n\r\n';
  yield `${CSV_HEADER}\n`;
  for (let first = 1; first <= lines; first += 1000) {
    const count = Math.min(1000, lines - first + 1);
    yield Array.from({ length: count }, (_, index) => lineOf(first + index)).join('');
  }
  yield '\r\n--x--\r\n';
}

const lineOf = (number: number) =>
  `INV-${number},2026-10-${String((number % 28) + 1).padStart(2, '0')},${number}.25,EUR,"Invoice ${number}, with thanks"\n`;

async function uploadLines(lines: number): Promise<UploadBody> {
  const client = request(`${test.url}/api/v1/data-uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'multipart/form-data; boundary=x' },
  });
  const answered = once(client, 'response') as Promise<[Readable]>;
  await pipeline(Readable.from(formOf(lines)), client);
  const [response] = await answered;
  return (await json(response)) as UploadBody;
}

describe('a large file', () => {
  it(`should be imported whole, in little memory, showing how far it is`, async () => {
    await importedUpload(test, { token, csv: csvOf('A,2026-10-31,1.00,EUR,to warm up') });
    const before = process.memoryUsage.rss();
    let most = before;
    const sampler = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 50);
    try {
      const { id } = await uploadLines(LINES);
      await call(test, `POST /data-uploads/${id}/import`, { token });
      const seen: number[] = [];
      const onLook = ({ import: latest }: UploadBody) => void seen.push(latest!.progress.percent);
      const body = await endedImport(test, { token, id, onLook });
      expect(body).toMatchObject({
        status: 'imported',
        import: { acceptedLines: LINES, refusedLines: 0, progress: { percent: 100 } },
      });
      const [kept] = await test.app.get(DataSource).query<object[]>(
        `SELECT count(*)::int AS lines, max(line_number) AS last, sum(amount_minor)::bigint AS sum
         FROM import_lines WHERE upload_id = $1`,
        [id],
      );
      const sum = 50n * BigInt(LINES) * BigInt(LINES + 1) + 25n * BigInt(LINES);
      expect(kept).toEqual({ lines: LINES, last: LINES + 1, sum: String(sum) });
      expect(seen.toSorted((one, other) => one - other)).toEqual(seen);
      expect(seen.some((percent) => percent > 0 && percent < 100)).toBe(true);
    } finally {
      clearInterval(sampler);
    }
    expect((most - before) / MIB).toBeLessThan(MOST_GROWTH_MIB);
  }, 300_000);
});
