import { createEmptyDatabase, type TestDatabase } from '../../test/support/database.ts';
import { migrations } from '../../migrations/index.ts';
import { migrate } from './migrate.ts';

/** In milliseconds since 1970, which is the end of its name. */
const madeAt = (name: string): number => Number(name.slice(-13));

describe('migrate', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  it('should apply every migration once, by one of several instances, while the others wait', async () => {
    const said: string[] = [];
    const applied = await Promise.all([1, 2, 3].map(() => migrate(database.url, (line) => said.push(line))));
    const names = migrations.map(({ name }) => name).toSorted((one, other) => madeAt(one) - madeAt(other));
    expect(applied.toSorted((one, other) => other.length - one.length)).toEqual([names, [], []]);
    expect(said.filter((line) => line.startsWith('Waiting for another instance'))).toHaveLength(2);
    expect(said.filter((line) => line.startsWith('  applied '))).toEqual(names.map((name) => `  applied ${name}`));
  });

  it('should say nothing when there is nothing to do', async () => {
    await migrate(database.url);
    const said: string[] = [];
    expect(await migrate(database.url, (line) => said.push(line))).toEqual([]);
    expect(said).toEqual([]);
  });
});
