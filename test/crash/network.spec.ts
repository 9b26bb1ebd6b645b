import { inForm, SEED, SeededRandom } from '../support/crash-form.ts';
import { type CuttableProxy, createCuttableProxy } from '../support/cuttable-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { deliveryProcesses, type DeliveryProcess } from '../support/delivery-process.ts';
import { loads } from '../support/load.ts';
import { aftermathOf, AS_IF_NOTHING_WAS } from '../support/log-oracle.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const RESETS = inForm({ short: 5, long: 50 });
/** Nobody waits longer than that for an answer of the database; and then some time to try again. */
const GIVEN_UP_MS = 40_000;
const random = new SeededRandom(SEED);

describe(`a network in trouble (CRASH_SEED=${SEED})`, () => {
  const directories = temporaryDirectories();
  const spawn = deliveryProcesses();
  const newLoad = loads();
  const proxies: CuttableProxy[] = [];
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(async () => {
    await Promise.all(proxies.splice(0).map((proxy) => proxy.cut()));
    await database.drop();
  });

  /** A process that reaches its database through a proxy of its own. */
  async function begin(): Promise<{ readonly app: DeliveryProcess; readonly proxy: CuttableProxy }> {
    const proxy = await createCuttableProxy(database.url);
    proxies.push(proxy);
    const audit = { journal: { directory: directories() }, flushIntervalMs: 20 };
    return { proxy, app: await spawn().start({ databaseUrl: proxy.url, audit }) };
  }

  it('should hold up the log only, when it is slow', async () => {
    const load = newLoad({ perSecond: 200 });
    const { app, proxy } = await begin();
    load.aim(app.port);
    await load.answers(200);
    proxy.delay(2_000);
    await app.statusIs('entries wait', ({ oldestAgeMs }) => oldestAgeMs > 4_000);
    await load.answers(200);
    expect(Math.max(...load.sent.map(({ ms = 0 }) => ms))).toBeLessThan(2_000);
    proxy.delay(0);
    expect(await aftermathOf(app, load, { databaseUrl: database.url })).toEqual(AS_IF_NOTHING_WAS);
  }, 60_000);

  it(
    `should cost nothing when it breaks all connections ${RESETS} times`,
    async () => {
      const load = newLoad();
      const { app, proxy } = await begin();
      load.aim(app.port);
      for (let reset = 0; reset < RESETS; reset += 1) {
        await load.answers(20 + random.below(400));
        random.dawdle(5);
        proxy.reset();
        await app.statusIs('it writes again', ({ failures, oldestAgeMs }) => failures === 0 && oldestAgeMs < 1_000);
      }
      expect((await app.status()).retried).toBeGreaterThan(0);
      expect(await aftermathOf(app, load, { databaseUrl: database.url })).toEqual(AS_IF_NOTHING_WAS);
    },
    60_000 + RESETS * 5_000,
  );

  it('should cost nothing when connections stay open and nothing comes through any more', async () => {
    const load = newLoad({ perSecond: 300 });
    const [unheard, silent] = await Promise.all([begin(), begin()]);
    load.aim(unheard.app.port, silent.app.port);
    await load.answers(300);
    unheard.proxy.halfOpen();
    silent.proxy.freeze();
    for (const { app } of [unheard, silent]) {
      await app.statusIs('it has given up waiting', ({ retried }) => retried > 0, { withinMs: GIVEN_UP_MS });
      await app.statusIs('it writes again', ({ failures, oldestAgeMs }) => failures === 0 && oldestAgeMs < 1_000);
    }
    await load.stop();
    await silent.app.end('SIGTERM');
    expect(await aftermathOf(unheard.app, load, { databaseUrl: database.url })).toEqual(AS_IF_NOTHING_WAS);
  }, 90_000);
});
