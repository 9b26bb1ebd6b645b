import { EveryoneMayRead } from '../fixture/everyone-may-read.ts';
import { createShopApp, type ShopApp } from '../fixture/shop-app.ts';
import { logRow, storeRows } from '../support/log-rows.ts';

const T0 = Date.UTC(2026, 2, 31, 23);
const MINUTE = 60_000;
/** A writer ends at some time, as those who read what is older would never come to an end of it. */
const TURNS = 20;
/** At the start: two at each moment, across the end of a month. */
const PRESENT = Array.from({ length: 300 }, (_, number) =>
  logRow({ timestamp: new Date(T0 + Math.floor(number / 2) * MINUTE), userId: number % 3 === 0 ? 'u-1' : 'u-2' }),
);

interface Page {
  readonly data: readonly { readonly id: string; readonly timestamp: string }[];
  readonly pagination: { readonly nextCursor: string | null; readonly previousCursor: string | null };
}

type Entries = Page['data'];
type Way = 'nextCursor' | 'previousCursor';

const idsOf = (entries: readonly { readonly id: string }[]): string[] => entries.map(({ id }) => id);

describe('paging while entries arrive', () => {
  let shop: ShopApp;
  const added: string[] = [];
  /** How many write at the moment, and whether they still should. */
  const writers = { active: 0, isWanted: false };

  beforeAll(async () => {
    shop = await createShopApp('fastify', { access: EveryoneMayRead, clock: () => new Date('2027-06-01') });
    await storeRows(shop.app, PRESENT);
  });
  afterAll(() => shop.close());

  async function page(query: string): Promise<Page> {
    const answer = await fetch(`${shop.url}/audit-logs?to=2026-05-01&${query}`);
    if (answer.status !== 200) throw new Error(`${query}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Page;
  }

  /** Stores entries while others read: newer than all, late ones in between, at moments that are taken, older than all. */
  async function write(number: number): Promise<void> {
    writers.active += 1;
    for (let turn = 0; turn < TURNS && writers.isWanted; turn += 1) {
      const rows = [
        T0 + (400 + turn) * MINUTE,
        T0 + ((turn * 7 + number) % 150) * MINUTE,
        T0 - (turn + 1) * MINUTE,
      ].map((time) => logRow({ timestamp: new Date(time), userId: 'u-1' }));
      await storeRows(shop.app, rows);
      added.push(...idsOf(rows));
    }
    writers.active -= 1;
  }

  /** The pages from this one on to one side; each is asked for when entries have been added since the one before. */
  async function read(from: Page, { query, way }: { readonly query: string; readonly way: Way }): Promise<Entries> {
    const found = [...from.data];
    for (let cursor = from.pagination[way]; cursor !== null;) {
      const seen = added.length;
      while (added.length === seen && writers.active > 0) await new Promise(setImmediate);
      const { data, pagination }: Page = await page(`${query}&cursor=${cursor}`);
      if (way === 'nextCursor') found.push(...data);
      else found.unshift(...data);
      cursor = pagination[way];
    }
    return found;
  }

  async function whileWriting<T>(work: () => Promise<T>): Promise<T> {
    writers.isWanted = true;
    added.length = 0;
    const ends = [1, 2].map((number) => write(number));
    try {
      return await work();
    } finally {
      writers.isWanted = false;
      await Promise.all(ends);
    }
  }

  /** Newest first, none twice, and of those that were there at the start all. */
  function expectWhole(found: Entries, present: Entries): void {
    const old = new Set(idsOf(present));
    expect(idsOf(found).filter((id) => old.has(id))).toEqual(idsOf(present));
    const places = found.map(({ timestamp, id }) => `${timestamp} ${id}`);
    expect(places).toEqual([...new Set(places)].toSorted().toReversed());
  }

  it.each(['limit=17', 'limit=5&userId=u-1'])(
    'should give with %s what was there at the start once, in order, to several readers',
    async (query) => {
      const present = await read(await page(query), { query, way: 'nextCursor' });
      expect(present.length).toBeGreaterThan(90);
      const readings = await whileWriting(() =>
        Promise.all([1, 2, 3].map(async () => read(await page(query), { query, way: 'nextCursor' }))),
      );
      for (const found of readings) expectWhole(found, present);
      expect(added.length).toBeGreaterThan(60);
    },
  );

  it('should give the same on the way back to what is newer, and what has come meanwhile', async () => {
    const query = 'limit=17';
    const present = await read(await page(query), { query, way: 'nextCursor' });
    const last = await page(`${query}&page=${Math.ceil(present.length / 17)}`);
    const found = await whileWriting(() => read(last, { query, way: 'previousCursor' }));
    expectWhole(found, present);
    expect(found.length).toBeGreaterThan(present.length);
  });
});
