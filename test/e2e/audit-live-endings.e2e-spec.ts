import { createShopApp, PLATFORMS, type ShopApp, type ShopOptions } from '../fixture/shop-app.ts';
import { EveryoneMayRead } from '../fixture/everyone-may-read.ts';
import { createCuttableProxy, type CuttableProxy } from '../support/cuttable-proxy.ts';
import { EventStream } from '../support/event-stream.ts';
import { LogWriter } from '../support/log-writer.ts';
import { until } from '../support/until.ts';
import { encodePosition, type LogPosition } from '../../src/audit/reading/live/log-position.ts';
import { DataSource } from 'typeorm';

interface Parts {
  readonly shop: ShopApp;
  readonly databaseUrl: string;
  readonly proxy: CuttableProxy;
  readonly url: string;
  readonly writer: () => Promise<LogWriter>;
}

/** An application whose database can be taken away; a second one for the same database when it is given its address. */
async function withShop(
  options: Omit<ShopOptions, 'reach'> & { readonly platform?: 'express' | 'fastify'; readonly at?: string },
  work: (parts: Parts) => Promise<void>,
): Promise<void> {
  const { platform = 'fastify', at, ...given } = options;
  let databaseUrl = '';
  let proxy: CuttableProxy | undefined;
  const reach = async (url: string): Promise<string> => {
    databaseUrl = at ?? url;
    proxy = await createCuttableProxy(databaseUrl);
    return proxy.url;
  };
  const shop = await createShopApp(platform, { access: EveryoneMayRead, live: { pollMs: 20 }, ...given, reach });
  const writers: LogWriter[] = [];
  const writer = async (): Promise<LogWriter> => {
    writers.push(await LogWriter.open(databaseUrl));
    return writers.at(-1)!;
  };
  try {
    const url = `${shop.url}/audit-logs/stream?category=shop`;
    await work({ shop, databaseUrl, proxy: proxy!, url, writer });
  } finally {
    await Promise.all(writers.map((each) => each.close()));
    await proxy?.restore().catch(() => undefined);
    await shop.close();
    await proxy?.cut();
  }
}

describe('a stream of the audit log', () => {
  it('should miss and double nothing while many write, however often it is cut, in whichever process it goes on', async () => {
    await withShop({}, async (one) => {
      await withShop({ platform: 'express', at: one.databaseUrl }, async (another) => {
        const written: string[] = [];
        const writing = { isOver: false };
        const write = async (name: string): Promise<void> => {
          const writer = await one.writer();
          for (let turn = 0; turn < 40; turn += 1) {
            await writer.run('BEGIN');
            const entries = Array.from({ length: 1 + (turn % 7) }, (_, number) => `${name}-${turn}-${number}`);
            await writer.write(...entries.slice(0, 2).map((description) => ({ description })));
            if (turn % 3 === 0) await writer.run('SAVEPOINT part');
            if (entries.length > 2) await writer.write(...entries.slice(2).map((description) => ({ description })));
            const isKept = turn % 5 !== 4;
            await writer.run(isKept ? 'COMMIT' : 'ROLLBACK');
            if (isKept) written.push(...entries);
          }
        };
        let last = '';
        const told: string[] = [];
        const follow = async (): Promise<void> => {
          for (let turn = 0; !writing.isOver || told.length < written.length; turn += 1) {
            const { url } = turn % 2 === 0 ? one : another;
            const stream = await EventStream.open(url, last === '' ? {} : { 'last-event-id': last });
            const enough = 1 + (turn % 23);
            await until('some entries', () => {
              const isAll = writing.isOver && told.length + stream.entries.length >= written.length;
              return stream.events.length > enough || isAll;
            });
            stream.close();
            const events = stream.events.slice(0, enough + 1);
            told.push(
              ...events.filter(({ event }) => event === 'entry').map(({ body }) => String(body['description'])),
            );
            last = events.at(-1)?.id ?? last;
          }
        };
        const first = await EventStream.open(one.url);
        await until('it is ready', () => first.events.length === 1);
        last = first.lastEventId;
        const following = follow();
        await Promise.all(['a', 'b', 'c'].map(write));
        writing.isOver = true;
        await following;
        await first.has(written.length);
        first.close();
        expect(told.toSorted()).toEqual(written.toSorted());
        expect(first.descriptions.toSorted()).toEqual(written.toSorted());
      });
    });
  }, 60_000);

  it('should make up for more than one look can hold', async () => {
    await withShop({}, async ({ url, writer }) => {
      const other = await writer();
      const first = await EventStream.open(url);
      await until('it is ready', () => first.events.length === 1);
      first.close();
      const all = Array.from({ length: 2_500 }, (_, number) => String(number));
      for (let start = 0; start < all.length; start += 700) {
        await other.write(...all.slice(start, start + 700).map((description) => ({ description })));
      }
      const second = await EventStream.open(url, { 'last-event-id': first.lastEventId });
      await second.has(all.length);
      expect(second.descriptions.toSorted()).toEqual(all.toSorted());
      second.close();
    });
  });

  it('should wait for a client that takes nothing, and go on where it was', async () => {
    await withShop({}, async ({ url, writer }) => {
      const other = await writer();
      const [slow, quick] = [await EventStream.open(url), await EventStream.open(url)];
      slow.pause();
      const filling = { filling: 'x'.repeat(20_000) };
      const all = Array.from({ length: 60 }, (_, turn) => turn);
      for (const turn of all) {
        await other.write(
          ...Array.from({ length: 15 }, (_, number) => ({ description: `${turn}-${number}`, metadata: filling })),
        );
      }
      await quick.has(900);
      slow.resume();
      await slow.has(900);
      expect(slow.descriptions.toSorted()).toEqual(quick.descriptions.toSorted());
      expect(new Set(slow.descriptions).size).toBe(900);
      slow.close();
      quick.close();
    });
  }, 60_000);

  it('should outlive a database that is away', async () => {
    await withShop({ reading: { timeoutMs: 1_000 } }, async ({ url, writer, proxy }) => {
      const other = await writer();
      const stream = await EventStream.open(url);
      await other.write({ description: 'before' });
      await stream.has(1);
      await proxy.cut();
      await other.write({ description: 'meanwhile' });
      const refused = await EventStream.open(url);
      expect(refused.status).toBeGreaterThanOrEqual(500);
      await proxy.restore();
      await other.write({ description: 'after' });
      await stream.has(3);
      expect(stream.descriptions).toEqual(['before', 'meanwhile', 'after']);
      stream.close();
    });
  });

  it('should begin anew, and say so, when the hole is too old, or from a future that was taken back', async () => {
    await withShop({}, async ({ shop, url, writer }) => {
      const other = await writer();
      const [{ key }] = await shop.app.get(DataSource).query('SELECT cursor_key AS key FROM audit_log_identity');
      const never: LogPosition = { since: 0, floor: 0, taken: [], open: [] };
      await other.write({ description: 'before' });
      for (const position of [
        { ...never, since: Date.now() - 3_700_000 },
        { ...never, since: Date.now(), floor: 4_000_000_000 },
      ]) {
        const stream = await EventStream.open(url, { 'last-event-id': encodePosition(position, key) });
        await other.write({ description: 'after' });
        await stream.has(1);
        expect(stream.events[0]).toMatchObject({ event: 'ready', body: { isResumed: false } });
        expect(stream.descriptions).toEqual(['after']);
        stream.close();
      }
      const recent = { ...never, since: Date.now() - 3_500_000 };
      const stream = await EventStream.open(url, { 'last-event-id': encodePosition(recent, key) });
      await stream.has(3);
      expect(stream.descriptions).toEqual(['before', 'after', 'after']);
      stream.close();
    });
  });

  it.each(PLATFORMS)(
    'should end at once when the application stops, so that clients come again: %s',
    async (platform) => {
      await withShop({ platform }, async ({ shop, url, writer }) => {
        const other = await writer();
        const streams = await Promise.all(Array.from({ length: 5 }, () => EventStream.open(url)));
        await other.write({ description: 'last' });
        await Promise.all(streams.map((stream) => stream.has(1)));
        await shop.app.close();
        await Promise.all(streams.map((stream) => stream.ended()));
        expect(streams.map(({ isWhole }) => isWhole)).toEqual([true, true, true, true, true]);
      });
    },
  );

  it('should end after its time, so that who reads is asked again who they are', async () => {
    await withShop({ live: { pollMs: 20, lifetimeMs: 100 } }, async ({ url, writer }) => {
      const stream = await EventStream.open(url);
      await stream.ended();
      expect(stream.isWhole).toBe(true);
      const other = await writer();
      await other.write({ description: 'meanwhile' });
      const next = await EventStream.open(url, { 'last-event-id': stream.lastEventId });
      await next.has(1);
      expect(next.descriptions).toEqual(['meanwhile']);
    });
  });
});
