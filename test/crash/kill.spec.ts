import { KILL_ROUNDS, SEED, SeededRandom } from '../support/crash-form.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { deliveryProcesses, type DeliverySettings } from '../support/delivery-process.ts';
import { loads, WELL_ANSWERED } from '../support/load.ts';
import { NOTHING_WRONG, untilComplete, verdictOn } from '../support/log-oracle.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const random = new SeededRandom(SEED);

/** A process of each round is another one: the ends of segments and batches are elsewhere. */
function settingsOf(databaseUrl: string, directory: string): DeliverySettings {
  return {
    databaseUrl,
    platform: random.oneOf(['fastify', 'express']),
    audit: {
      flushIntervalMs: random.oneOf([0, 20, 200]),
      batchSize: random.oneOf([7, 100, 500]),
      journal: {
        directory,
        sync: random.oneOf(['always', 'interval', 'never']),
        segmentBytes: random.oneOf([4_096, 65_536, 16_777_216]),
        keepStoredMs: random.oneOf([0, 600_000]),
      },
    },
  };
}

describe(`a process that is killed at random moments (CRASH_SEED=${SEED})`, () => {
  const directories = temporaryDirectories();
  const spawn = deliveryProcesses();
  const newLoad = loads();
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(() => database.drop());

  it(
    `should have an entry of each answer, and one of each, after ${KILL_ROUNDS} times`,
    async () => {
      const directory = directories();
      const load = newLoad();
      let next = spawn();
      let expected = 0;
      for (let round = 0; round < KILL_ROUNDS; round += 1) {
        const app = await next.start(settingsOf(database.url, directory));
        load.aim(app.port);
        next = spawn(); // loads meanwhile
        const answers = round === 0 ? 200 : random.oneOf([0, random.below(40), random.below(400)]);
        await load.answers(answers);
        expected += answers;
        random.dawdle(2);
        expect(await app.end('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
      }
      await load.stop();
      const last = await next.start(settingsOf(database.url, directory));
      await untilComplete(load, database.url);
      expect(await last.end('SIGTERM')).toMatchObject({ signal: 'SIGTERM' });
      expect(await verdictOn(load, database.url)).toEqual(NOTHING_WRONG);
      expect(load.kinds).toEqual(WELL_ANSWERED);
      expect(load.answered).toBeGreaterThanOrEqual(expected);
    },
    60_000 + KILL_ROUNDS * 10_000,
  );
});
