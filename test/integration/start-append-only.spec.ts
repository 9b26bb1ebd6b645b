import { lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres/embedded-postgres.ts';
import { withDatabase, withUser } from '../../src/config/postgres-url.ts';
import { WEAKNESSES } from '../../src/audit/lifecycle/append-only-weaknesses.ts';
import { migrate } from '../../src/database/migrate.ts';
import { JobStore } from '../../src/jobs/job-store.ts';
import { ADMIN_EMAIL, ADMIN_PASSWORD, call, signIn } from '../support/api.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { run, TestLogin } from '../support/log-roles.ts';
import { PostgresUnderTest } from '../support/postgres-under-test.ts';
import { present } from '../support/present.ts';
import { buildProject, Playground, type RunningApplication } from '../support/running-application.ts';
import { until } from '../support/until.ts';

const ADMIN = { ADMIN_EMAIL, ADMIN_PASSWORD } as const;
const THIS_MONTH = `audit_logs_${new Date().toISOString().slice(0, 7).replace('-', '_')}`;

describe('npm start with the embedded database', () => {
  let playground: Playground;
  beforeAll(buildProject, 120_000);
  beforeEach(() => {
    playground = new Playground();
  });
  afterEach(() => playground.clear());

  const passwordOf = (file: string): string => readFileSync(join(playground.dataDir, file), 'utf8');

  /** The address by which a user reaches the database of the running application. */
  function addressFor(name: string, file: string): string {
    const port = readFileSync(join(playground.dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3];
    return withUser(`postgres://127.0.0.1:${port}/audit`, { name, password: passwordOf(file) });
  }
  const applicationUrl = (): string => addressFor('audit_app', 'postgres-application.password');
  const maintenanceUrl = (): string => addressFor('audit_maintenance', 'postgres-maintenance.password');
  const superuserUrl = (): string => addressFor('postgres', 'postgres.password');

  /** Signs in, which is recorded, and waits until the entry is stored. */
  async function leaveAnEntry(application: RunningApplication): Promise<void> {
    await signIn({ url: await application.ready() });
    await until('the entry is stored', async () => {
      const rows = await run(applicationUrl(), [`SELECT FROM audit_logs WHERE action_type = 'login'`]);
      return rows.length > 0;
    });
  }

  it('should sign in as a user who can not change the log', async () => {
    await leaveAnEntry(playground.start(ADMIN));
    const users = await run(superuserUrl(), [
      `SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'audit' AND pid <> pg_backend_pid()
       AND application_name LIKE 'nestjs-audit-log%' AND application_name NOT LIKE '%maintenance'`,
    ]);
    expect(users).toEqual([{ usename: 'audit_app' }]);
    for (const url of [applicationUrl(), maintenanceUrl()]) {
      expect(await run(url, [WEAKNESSES])).toEqual([]);
      for (const statement of [
        `UPDATE audit_logs SET description = 'x'`,
        'DELETE FROM audit_logs',
        'TRUNCATE audit_logs',
        `UPDATE ${THIS_MONTH} SET description = 'x'`,
        `DELETE FROM ${THIS_MONTH}`,
        `TRUNCATE ${THIS_MONTH}`,
        'ALTER TABLE audit_logs DISABLE TRIGGER ALL',
        `ALTER TABLE ${THIS_MONTH} DISABLE TRIGGER ALL`,
        `ALTER TABLE audit_logs DETACH PARTITION ${THIS_MONTH}`,
        'DROP TABLE audit_logs',
        `DROP TABLE ${THIS_MONTH}`,
        'DROP SCHEMA public CASCADE',
        'DROP DATABASE audit',
        'DELETE FROM audit_log_batches',
        'DELETE FROM migrations',
        'SET ROLE audit_owner',
        'SET ROLE audit',
        'SET session_replication_role = replica',
        'GRANT audit_owner TO CURRENT_USER',
        'CREATE FUNCTION public.format(text, text) RETURNS text LANGUAGE sql AS $$ SELECT $1 $$',
      ]) {
        await expect(run(url, [statement])).rejects.toMatchObject({ code: '42501' });
      }
    }
  });

  it('should have a log that refuses changes where replication would skip triggers', async () => {
    await leaveAnEntry(playground.start(ADMIN));
    for (const table of ['audit_logs', THIS_MONTH]) {
      for (const statement of [`UPDATE ${table} SET description = 'x'`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) {
        await expect(run(superuserUrl(), ['SET session_replication_role = replica', statement])).rejects.toThrow(
          'audit_logs is append-only',
        );
      }
    }
  });

  it('should say what a superuser could do', async () => {
    await playground.start().ready();
    expect(await run(superuserUrl(), [WEAKNESSES])).toEqual([{ role: 'postgres', weakness: 'it is a superuser' }]);
  });

  it('should run its jobs, the one that removes old months over a connection of its own', async () => {
    const application = playground.start(ADMIN);
    const url = await application.ready();
    const token = await signIn({ url });
    await call({ url }, 'POST /admin/jobs/apply-audit-retention', { token });
    await until('the job is done', async () => {
      const rows = await run(applicationUrl(), [
        `SELECT status FROM audit_logs WHERE action_type = 'run' AND resource_id = 'apply-audit-retention'`,
      ]);
      return rows[0]?.['status'] === 'success';
    });
    expect(
      await run(superuserUrl(), [
        `SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'nestjs-audit-log maintenance'`,
      ]),
    ).toEqual([{ usename: 'audit_maintenance' }]);
  });

  it('should keep the passwords from other users, and make new ones when they are lost', async () => {
    const first = playground.start();
    await first.ready();
    for (const file of ['postgres-application.password', 'postgres-maintenance.password']) {
      expect((lstatSync(join(playground.dataDir, file)).mode & 0o777).toString(8)).toBe('600');
    }
    const lost = passwordOf('postgres-application.password');
    await first.stop('SIGINT');
    rmSync(join(playground.dataDir, 'postgres-application.password'));
    writeFileSync(join(playground.dataDir, 'postgres-maintenance.password'), 'a'.repeat(64));
    await playground.start().ready();
    expect(passwordOf('postgres-application.password')).not.toBe(lost);
  });

  it('should take the log out of the hands of an application that had it', async () => {
    const earlier = await startEmbeddedPostgres({ directory: playground.dataDir });
    await migrate(earlier.url);
    const dataSource = await new DataSource({ type: 'postgres', url: earlier.url }).initialize();
    const jobs = new JobStore(dataSource, () => undefined);
    await jobs.start(['purge-ended-sessions']);
    await jobs.stop();
    await dataSource.destroy();
    await earlier.stop();

    await leaveAnEntry(playground.start(ADMIN));
    expect(await run(applicationUrl(), [WEAKNESSES])).toEqual([]);
    expect(
      await run(superuserUrl(), [
        `SELECT DISTINCT pg_get_userbyid(relowner) AS owner FROM pg_class
         JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = 'pgboss' AND relkind IN ('r', 'p')`,
      ]),
    ).toEqual([{ owner: 'audit_app' }]);
  });
});

describe('npm start with a server of its own', () => {
  let playground: Playground;
  let database: TestDatabase;
  let application: TestLogin;
  let maintenance: TestLogin;
  beforeAll(buildProject, 120_000);
  beforeEach(async () => {
    playground = new Playground();
    database = await createEmptyDatabase();
    application = await TestLogin.create(database.url);
    maintenance = await TestLogin.create(database.url);
  });
  afterEach(async () => {
    await playground.clear();
    await Promise.all([application, maintenance].map((login) => login.disconnect()));
    await database.drop();
    const server = withDatabase(database.url, 'postgres');
    await run(server, [`DROP ROLE ${application.name}`, `DROP ROLE ${maintenance.name}`]);
  });

  it('should keep its users apart where there are three, and start again', async () => {
    const settings = {
      ...ADMIN,
      DATABASE_URL: application.url,
      DATABASE_MIGRATION_URL: database.url,
      DATABASE_MAINTENANCE_URL: maintenance.url,
      AUDIT_APPEND_ONLY: 'require',
    };
    for (const _start of ['first', 'second']) {
      const running = playground.start(settings);
      await signIn({ url: await running.ready() });
      expect(await running.stop('SIGINT')).toMatchObject({ code: 0, errors: '' });
    }
    expect(await application.query(`SELECT FROM audit_logs WHERE action_type = 'login'`)).toHaveLength(2);
    expect(await application.query(WEAKNESSES)).toEqual([]);
    expect(
      await maintenance.query(
        `SELECT pg_has_role('audit_maintainer', 'USAGE') AS maintains, pg_has_role('audit_writer', 'USAGE') AS writes`,
      ),
    ).toEqual([{ maintains: true, writes: false }]);
  });

  it('should come to that from one user for everything', async () => {
    const before = playground.start({ ...ADMIN, DATABASE_URL: database.url });
    await before.ready();
    await before.stop('SIGINT');
    const settings = { ...ADMIN, DATABASE_URL: application.url, DATABASE_MIGRATION_URL: database.url };
    const refused = await playground.start(settings).ended;
    expect(refused.errors).toMatch(
      /^The user of DATABASE_MIGRATION_URL may not give the roles .*docs\/append-only\.md/,
    );
    await run(database.url, [`GRANT ${application.name} TO CURRENT_USER`]);
    await signIn({ url: await playground.start({ ...settings, AUDIT_APPEND_ONLY: 'require' }).ready() });
    expect(await application.query(WEAKNESSES)).toEqual([]);
  });

  it('should come to that by what the guide says', async () => {
    const postgres = await PostgresUnderTest.create();
    const guide = readFileSync('docs/append-only.md', 'utf8');
    const [setUp] = /(?<=```sql\n)CREATE ROLE[^`]*/.exec(guide) ?? [];
    const [asLaterVersionsHaveIt] = /(?<=```sql\n)ALTER SCHEMA[^`]*/.exec(guide) ?? [];
    const server = postgres.superuserUrl.replace(/audit$/, 'postgres');
    await run(server, present(setUp).replaceAll('…', 'secret').trim().split('\n'));
    await run(withDatabase(server, 'app'), present(asLaterVersionsHaveIt).trim().split('\n'));
    const addressOf = (name: string): string => withUser(withDatabase(server, 'app'), { name, password: 'secret' });
    const running = playground.start({
      ...ADMIN,
      DATABASE_URL: addressOf('app'),
      DATABASE_MIGRATION_URL: addressOf('app_owner'),
      DATABASE_MAINTENANCE_URL: addressOf('app_maintenance'),
      AUDIT_APPEND_ONLY: 'require',
    });
    await signIn({ url: await running.ready() });
    expect(await run(addressOf('app'), [WEAKNESSES])).toEqual([]);
    await running.stop('SIGINT');
    await postgres.remove();
  });

  it('should warn of an application that owns its log, and not start where that is refused', async () => {
    const running = playground.start({ DATABASE_URL: database.url });
    await running.ready();
    expect((await running.stop('SIGINT')).output).toContain('could change the audit log: it owns audit_logs');
    const refused = await playground.start({ DATABASE_URL: database.url, AUDIT_APPEND_ONLY: 'require' }).ended;
    expect(refused).toMatchObject({ code: 1, errors: expect.stringContaining('could change the audit log: it owns') });
  });

  it('should name the setting whose user is refused', async () => {
    const url = withUser(database.url, { name: 'nobody_of_this_name', password: 'wrong' });
    const { errors } = await playground.start({ DATABASE_URL: database.url, DATABASE_MAINTENANCE_URL: url }).ended;
    expect(errors).toMatch(/^The database server at \S+ (refuses|does not let) the user .*DATABASE_MAINTENANCE_URL/);
  });
});
