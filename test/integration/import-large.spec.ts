import { once } from 'node:events';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { json } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DataSource } from 'typeorm';
import { ADMIN_SETTINGS, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { CSV_HEADER, csvOf, endedImport, importedUpload, type UploadBody } from '../support/uploads.ts';

/** `npm run bench:import` takes a million, on the built application. */
const LINES = 200_000;
const MIB = 1024 * 1024;

/** What the garbage of some batches, buffers and query texts may take. */
const MOST_GROWTH_MIB = 150;

/** What may be held at one time: a batch or two. All lines together would be more than this. */
const MOST_HELD_MIB = 24;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

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
    const memory = new MemoryWatch();
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
      memory.stop();
    }
    expect(memory.mostGrowthMib).toBeLessThan(MOST_GROWTH_MIB);
    expect(memory.mostHeldMib).toBeLessThan(MOST_HELD_MIB);
  }, 300_000);
});

/** Watches how much more memory this process takes than at the start, and how much of that is not garbage. */
class MemoryWatch {
  mostGrowthMib = 0;
  mostHeldMib = 0;
  readonly #start = look();
  readonly #timer = setInterval(() => {
    const { taken, held } = look();
    this.mostGrowthMib = Math.max(this.mostGrowthMib, (taken - this.#start.taken) / MIB);
    this.mostHeldMib = Math.max(this.mostHeldMib, (held - this.#start.held) / MIB);
  }, 2_000);

  stop(): void {
    clearInterval(this.#timer);
  }
}

function look(): { readonly taken: number; readonly held: number } {
  const taken = process.memoryUsage.rss();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return { taken, held: heapUsed + external };
}
