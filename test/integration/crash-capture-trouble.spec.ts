import { crashesIn, runToTheEnd } from '../support/crashing-process.ts';
import { createTestDatabase } from '../support/database.ts';

describe('a crash that meets trouble in the log', () => {
  it('should end the process in the end when the database is away', async () => {
    const { code, errors } = await runToTheEnd({
      args: ['timer', 'no-database'],
      databaseUrl: 'postgres://nobody@127.0.0.1:1/none',
    });
    expect(code).toBe(1);
    expect(errors).toContain('TypeError: the timer is broken');
  });

  it('should be one entry when the recording itself leads to a crash', async () => {
    const database = await createTestDatabase();
    await runToTheEnd({ args: ['timer', 'rule-fails'], databaseUrl: database.url });
    const entries = await crashesIn(database.url);
    await database.drop();
    expect(entries).toHaveLength(1);
  });
});
