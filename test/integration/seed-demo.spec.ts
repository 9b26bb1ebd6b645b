import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { DemoClock } from '../../src/demo/demo-clock.ts';
import { seedDemo } from '../../src/demo/demo-seeder.ts';
import { DEMO_DOMAIN, PEOPLE } from '../../src/demo/demo-company.ts';
import { auditEntries, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createUser } from '../support/users.ts';

const SETTINGS = {
  SIGN_IN_RATE_LIMIT: 100_000,
  TRUST_PROXY: '127.0.0.1',
  ADMIN_EMAIL: 'admin@example.com',
  ADMIN_PASSWORD: 'the admin of these tests',
};

let test: TestApp;
let clock: DemoClock;
beforeAll(async () => {
  clock = new DemoClock(new Date(0));
  test = await createTestApp(SETTINGS, { clock: clock.read });
});
afterAll(() => test.close());

const seed = (daysBack: number) =>
  seedDemo(
    {
      app: test.app,
      baseUrl: `${test.url}/api/v1`,
      clock,
      uploadsDir: join(test.environment.DATA_DIR, 'uploads'),
    },
    { daysBack },
  );

const daysWithEntries = async (): Promise<readonly string[]> => {
  const rows = await test.app.get(DataSource).query<{ day: string }[]>(
    `SELECT DISTINCT to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day FROM audit_logs
     WHERE user_label LIKE '%@${DEMO_DOMAIN}' ORDER BY day`,
  );
  return rows.map(({ day }) => day);
};

describe('the demo data', () => {
  it('should tell each working day once, on that day, with what fails, and people who can sign in', async () => {
    const { toldDays, password } = await seed(10);
    expect(toldDays).toBeGreaterThanOrEqual(6);
    const days = await daysWithEntries();
    expect(days).toHaveLength(toldDays);
    expect(days.every((day) => ![0, 6].includes(new Date(day).getUTCDay()))).toBe(true);
    expect(days.at(-1)! < new Date().toISOString().slice(0, 10)).toBe(true);

    const runs = await auditEntries(test, `action_type = 'run' AND resource_type = 'reconciliation'`);
    expect(runs).toHaveLength(toldDays);
    expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'success'));
    const failures = await auditEntries(test, `status = 'failure' AND user_label LIKE '%@${DEMO_DOMAIN}'`);
    expect(failures.length).toBeGreaterThan(3);
    const addresses = new Set((await auditEntries(test, 'ip_address IS NOT NULL')).map((entry) => entry['ip_address']));
    expect(addresses.size).toBeGreaterThan(4);
    expect(await signIn(test, { email: PEOPLE.amara.email, password })).toEqual(expect.any(String));
  }, 120_000);

  it('should tell nothing twice, and give the accounts a new password', async () => {
    const before = await daysWithEntries();
    const { toldDays, password } = await seed(10);
    expect(toldDays).toBe(0);
    expect(await daysWithEntries()).toEqual(before);
    expect(await signIn(test, { email: PEOPLE.olivia.email, password })).toEqual(expect.any(String));
  });

  it('should keep away from a database in which others work', async () => {
    await createUser(test);
    await expect(seed(10)).rejects.toThrow('not of the demo');
  });
});
