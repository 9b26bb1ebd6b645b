import { DataSource } from 'typeorm';
import { ADMIN_EMAIL, ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

const JOB = 'apply-audit-retention';
const DAY_MS = 86_400_000;

let test: TestApp;
let token: string;
beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  token = await signIn(test);
});
afterAll(() => test.close());

const sql = (query: string, parameters: unknown[] = []) => test.app.get(DataSource).query(query, parameters);

/** Writes an entry of that many days ago, past the application. */
async function addEntry(daysAgo: number): Promise<string> {
  const moment = new Date(Date.now() - daysAgo * DAY_MS);
  await sql('SELECT audit_logs_ensure_partition($1)', [moment]);
  await sql(
    `INSERT INTO audit_logs (id, "timestamp", category, action_type, description, status, actor_type)
     VALUES (gen_random_uuid(), $1, 'test', 'old', 'Something happened long ago', 'success', 'system')`,
    [moment],
  );
  return moment.toISOString().slice(0, 7);
}

async function runJob(): Promise<Record<string, unknown>> {
  const { body } = await call(test, `POST /admin/jobs/${JOB}`, { token });
  for (;;) {
    const [entry] = await auditEntries(test, `action_type = 'run' AND metadata->'job'->>'id' = $1`, [body['id']]);
    if (entry !== undefined) return entry;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe(JOB, () => {
  it('should archive and remove what the settings say, and tell of it', async () => {
    const months = [await addEntry(900), await addEntry(800)];
    await addEntry(300);
    expect(await runJob()).toMatchObject({ metadata: { policy: { days: 2557 }, months: [], archive: [] } });

    await call(test, 'PUT /settings/audit.retention_days', { token, json: { value: 400 } });
    expect(await runJob()).toMatchObject({
      category: 'administrative',
      resource_type: 'job',
      resource_id: JOB,
      status: 'success',
      actor_type: 'system',
      user_label: ADMIN_EMAIL,
      description: `The system on behalf of ${ADMIN_EMAIL} ran job ${JOB}`,
      metadata: { policy: { days: 400 }, months: months.map((month) => ({ month, entries: 1, held: 0, kept: 0 })) },
    });
    expect(await auditEntries(test, `action_type = 'old'`)).toHaveLength(1);
    const archived = await auditEntries(test, `action_type = 'archive' AND resource_type = 'audit_archive'`);
    expect(archived.map(({ resource_id }) => resource_id)).toEqual(months);
    expect(await auditEntries(test, `action_type = 'delete' AND resource_type = 'audit_log'`)).toMatchObject(
      months.map((month) => ({
        resource_id: month,
        status: 'success',
        description: `The system on behalf of ${ADMIN_EMAIL} deleted the month ${month} of the audit log`,
        metadata: { retention: { month, entries: 1 } },
      })),
    );
  });

  it('should take other days for some entries, and a preset in place of all', async () => {
    await call(test, 'PUT /settings/audit.retention_rules', { token, json: { value: 'test=30, */CRITICAL=3650' } });
    const month = await addEntry(100);
    expect(await runJob()).toMatchObject({
      metadata: {
        policy: {
          rules: [
            { category: 'test', days: 30 },
            { severity: 'CRITICAL', days: 3650 },
          ],
        },
        months: [expect.anything(), { month, entries: 1 }],
      },
    });
    await call(test, 'PUT /settings/audit.retention_preset', { token, json: { value: 'sox' } });
    expect(await runJob()).toMatchObject({ metadata: { policy: { days: 366, archiveDays: 2557 } } });
    for (const value of ['gdpr', 'request=0', 'request', '*=30']) {
      const key = value === 'gdpr' ? 'audit.retention_preset' : 'audit.retention_rules';
      expect(await call(test, `PUT /settings/${key}`, { token, json: { value } })).toMatchObject({ status: 400 });
    }
  });
});
