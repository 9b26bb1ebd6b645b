import { inForm, SEED, SeededRandom } from '../support/crash-form.ts';
import { type CuttableProxy, createCuttableProxy } from '../support/cuttable-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { deliveryProcesses, type DeliveryProcess } from '../support/delivery-process.ts';
import { type Load, loads } from '../support/load.ts';
import { type Aftermath, aftermathOf, AS_IF_NOTHING_WAS } from '../support/log-oracle.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const RESETS = inForm({ short: 5, long: 50 });
const random = new SeededRandom(SEED);

describe(`a network in trouble (CRASH_SEED=${SEED})`, () => {
  const directories = temporaryDirectories();
  const spawn = deliveryProcesses();
  const newLoad = loads();
  let database: TestDatabase;
  let proxy: CuttableProxy;

  beforeEach(async () => {
    database = await createTestDatabase();
    proxy = await createCuttableProxy(database.url);
  });

  afterEach(async () => {
    await proxy.cut();
    await database.drop();
  });

  async function begin(load: Load): Promise<DeliveryProcess> {
    const audit = { journal: { directory: directories() }, flushIntervalMs: 20 };
    const app = await spawn().start({ databaseUrl: proxy.url, audit });
    load.aim(app.port);
    await load.answers(200);
    return app;
  }

  const aftermath = (app: DeliveryProcess, load: Load): Promise<Aftermath> =>
    aftermathOf(app, load, { databaseUrl: database.url, withinMs: 40_000 });

  it(
    `should cost nothing when it breaks all connections ${RESETS} times`,
    async () => {
      const load = newLoad();
      const app = await begin(load);
      for (let reset = 0; reset < RESETS; reset += 1) {
        await load.answers(random.below(400));
        random.dawdle(5);
        proxy.reset();
        await app.statusIs('it writes again', ({ failures, oldestAgeMs }) => failures === 0 && oldestAgeMs < 1_000);
      }
      expect((await app.status()).retried).toBeGreaterThan(0);
      expect(await aftermath(app, load)).toEqual(AS_IF_NOTHING_WAS);
    },
    60_000 + RESETS * 5_000,
  );

  it.each([
    ['nobody hears it any more', (): void => proxy.halfOpen()],
    ['nothing goes through any more', (): void => proxy.freeze()],
  ])(
    'should cost nothing when the connection stays open and %s',
    async (_how, harm) => {
      const load = newLoad({ perSecond: 200 });
      const app = await begin(load);
      harm();
      await app.statusIs('it has given up waiting', ({ retried }) => retried > 0, { withinMs: 40_000 });
      await app.statusIs('it writes again', ({ failures, oldestAgeMs }) => failures === 0 && oldestAgeMs < 1_000);
      expect(await aftermath(app, load)).toEqual(AS_IF_NOTHING_WAS);
    },
    90_000,
  );
});
