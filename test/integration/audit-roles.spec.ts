import { randomUUID } from 'node:crypto';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditGaps, AuditModule, auditRoleMigrations, AuditService } from '../../src/audit/index.ts';
import { FUNCTIONS, LOG_FUNCTION, LOG_TABLE, TABLES } from '../../src/audit/migrations/audit-roles.ts';
import { renewingRoles } from '../../src/audit/migrations/renewing-roles.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { journalInTemp } from '../support/journal.ts';
import { LogReader } from '../support/log-reader.ts';
import { type Outcome, run, separate, TestLogin } from '../support/log-roles.ts';
import { PostgresUnderTest } from '../support/postgres-under-test.ts';

const ROLES = ['audit_owner', 'audit_writer', 'audit_reader', 'audit_maintainer'] as const;
type Role = (typeof ROLES)[number];

const THIS_MONTH = `audit_logs_${new Date().toISOString().slice(0, 7).replace('-', '_')}`;
const NEW_MONTH = 'audit_logs_2031_05';

const insertInto = (table: string, moment: string): string =>
  `INSERT INTO ${table} (id, "timestamp", category, action_type, description, status, actor_type)
   VALUES (gen_random_uuid(), ${moment}, 'c', 'a', 'd', 'success', 'system')`;

/** A function as a later version of the library may bring it, with its owner's rights. */
const MAINTENANCE = `CREATE FUNCTION audit_maintain_count() RETURNS bigint LANGUAGE sql SECURITY DEFINER
  AS 'SELECT count(*) FROM audit_logs'`;

describe('the roles of the log', () => {
  let database: TestDatabase;
  const logins = new Map<Role, TestLogin>();

  beforeAll(async () => {
    database = await createTestDatabase();
    await run(database.url, [insertInto('audit_logs', 'now()'), MAINTENANCE]);
    await separate(database.url);
    for (const role of ROLES) logins.set(role, await TestLogin.create(database.url, [role]));
    await logins.get('audit_writer')!.query(`SELECT audit_logs_ensure_partition('2031-05-10')`);
    await logins.get('audit_writer')!.query(insertInto('audit_logs', `'2031-05-10'`));
  });
  afterAll(async () => {
    for (const login of logins.values()) await login.remove();
    await database.drop();
  });

  const tables = ['audit_logs', THIS_MONTH, NEW_MONTH];
  const onEachTable = (statement: (table: string) => string, expected: Partial<Record<Role, Outcome>>) =>
    tables.map((table) => [statement(table), expected] as const);
  const refusedToOwner = { audit_owner: 'append-only' } as const;
  const leftToOwner = { audit_owner: 'done' } as const;

  it.each<readonly [statement: string, others: Partial<Record<Role, Outcome>>]>([
    ...onEachTable((table) => `SELECT FROM ${table}`, { audit_owner: 'done', audit_reader: 'done' }),
    ...onEachTable((table) => `UPDATE ${table} SET description = 'x'`, refusedToOwner),
    ...onEachTable((table) => `UPDATE ${table} SET description = 'x' WHERE false`, refusedToOwner),
    ...onEachTable((table) => `DELETE FROM ${table}`, refusedToOwner),
    ...onEachTable((table) => `TRUNCATE ${table}`, refusedToOwner),
    ...onEachTable((table) => `DROP TABLE ${table}`, leftToOwner),
    ...onEachTable((table) => `ALTER TABLE ${table} DISABLE TRIGGER ALL`, leftToOwner),
    ...onEachTable((table) => `DROP TRIGGER audit_logs_no_change ON ${table}`, leftToOwner),
    ['ALTER TABLE audit_logs ADD COLUMN x text', leftToOwner],
    [`ALTER TABLE audit_logs DETACH PARTITION ${NEW_MONTH}`, leftToOwner],
    [insertInto('audit_logs', 'now()'), { audit_owner: 'done', audit_writer: 'done' }],
    [insertInto('audit_logs', `'2031-05-11'`), { audit_owner: 'done', audit_writer: 'done' }],
    [insertInto(THIS_MONTH, 'now()'), leftToOwner],
    [insertInto(NEW_MONTH, `'2031-05-11'`), leftToOwner],
    [`SELECT audit_logs_ensure_partition('2031-06-01')`, { audit_owner: 'done', audit_writer: 'done' }],
    [`SELECT audit_log_merge_batches(gen_random_uuid(), now())`, { audit_owner: 'done', audit_writer: 'done' }],
    [`SELECT audit_logs_index_text(now())`, { audit_owner: 'done', audit_writer: 'done' }],
    [`SELECT audit_logs_index_recent_text(now())`, { audit_owner: 'done', audit_writer: 'done' }],
    [`SELECT audit_logs_drop_spare_text()`, { audit_owner: 'done', audit_writer: 'done' }],
    [`SELECT audit_logs_protect('audit_logs')`, leftToOwner],
    [`SELECT audit_maintain_count()`, { audit_owner: 'done', audit_maintainer: 'done' }],
    [
      `CREATE OR REPLACE FUNCTION audit_logs_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
      leftToOwner,
    ],
    ['SELECT FROM audit_log_batches', { audit_owner: 'done', audit_writer: 'done', audit_reader: 'done' }],
    ['SELECT FROM audit_log_writers', { audit_owner: 'done', audit_writer: 'done', audit_reader: 'done' }],
    ['SELECT FROM audit_log_identity', { audit_owner: 'done', audit_writer: 'done', audit_reader: 'done' }],
    [
      'INSERT INTO audit_log_batches (writer_id, first_seq, last_seq, entries) VALUES (gen_random_uuid(), 1, 1, 1)',
      { audit_owner: 'done', audit_writer: 'done' },
    ],
    ['UPDATE audit_log_batches SET entries = 0', leftToOwner],
    ['DELETE FROM audit_log_batches', leftToOwner],
    ['UPDATE audit_log_writers SET finished_at = now()', { audit_owner: 'done', audit_writer: 'done' }],
    ['DELETE FROM audit_log_writers', leftToOwner],
    ['UPDATE audit_log_identity SET id = gen_random_uuid()', leftToOwner],
    [`SELECT FROM audit_maintain_count_held('2031-05-01')`, { audit_owner: 'done', audit_maintainer: 'done' }],
    ['SELECT FROM audit_maintain_active_holds()', { audit_owner: 'done', audit_maintainer: 'done' }],
    [`SELECT audit_maintain_compact_month('2031-05-01')`, { audit_owner: 'done', audit_maintainer: 'done' }],
    ['SELECT FROM audit_log_holds', { audit_owner: 'done', audit_writer: 'done', audit_reader: 'done' }],
    [
      `INSERT INTO audit_log_holds (id, reason, user_id, placed_at, placed_by) VALUES (gen_random_uuid(), 'r', 'u', now(), 'p')`,
      { audit_owner: 'done', audit_writer: 'done' },
    ],
    ['DELETE FROM audit_log_holds WHERE false', leftToOwner],
    ['DELETE FROM audit_log_partial_months', { audit_owner: 'done', audit_maintainer: 'done' }],
  ])('should let only who may: %s', async (statement, allowed) => {
    const outcomes: Record<string, unknown> = {};
    // one after the other: some statements wait for each other's locks
    for (const role of ROLES) outcomes[role] = await logins.get(role)!.outcomeOf(statement);
    const refused = Object.fromEntries(ROLES.map((role) => [role, 'no right']));
    expect(outcomes).toEqual({ ...refused, ...allowed });
  });

  it('should give who is in no role nothing', async () => {
    const stranger = await TestLogin.create(database.url);
    for (const statement of ['SELECT FROM audit_logs', `SELECT audit_logs_ensure_partition('2031-07-01')`]) {
      expect(await stranger.outcomeOf(statement)).toBe('no right');
    }
    await stranger.remove();
  });

  it("should not let a caller's temporary tables be taken for those of the log", async () => {
    const writer = logins.get('audit_writer')!;
    await writer.query('CREATE TEMP TABLE audit_log_batches (LIKE public.audit_log_batches INCLUDING DEFAULTS)');
    const id = randomUUID();
    await writer.query(`INSERT INTO pg_temp.audit_log_batches (writer_id, first_seq, last_seq, entries)
      VALUES ('${id}', 1, 1, 1), ('${id}', 2, 2, 1)`);
    await writer.query(`SELECT audit_log_merge_batches('${id}', now() + interval '1 day')`);
    expect(await writer.query('SELECT count(*)::int AS rows FROM pg_temp.audit_log_batches')).toEqual([{ rows: 2 }]);
    await writer.query('DROP TABLE pg_temp.audit_log_batches');
  });

  it("should fix the search path of every function with its owner's rights, and let not everybody call it", async () => {
    const functions = await run(database.url, [
      `SELECT DISTINCT proconfig, pg_get_userbyid(proowner) AS owner, has_function_privilege('public', oid, 'EXECUTE') AS open
       FROM pg_proc WHERE proname ~ '${LOG_FUNCTION}' AND prosecdef`,
    ]);
    expect(functions).toEqual([
      { proconfig: ['search_path=pg_catalog, public, pg_temp'], owner: 'audit_owner', open: false },
    ]);
  });

  it('should be said of every table and function of the library', async () => {
    const found = await run(database.url, [
      `SELECT relname AS name FROM pg_class WHERE relname ~ '${LOG_TABLE}' AND relkind IN ('r', 'p', 'v', 'm')
       AND NOT relispartition AND relnamespace = 'public'::regnamespace`,
    ]);
    expect(new Set(found.map(({ name }) => name))).toEqual(new Set(Object.keys(TABLES)));
    const functions = await run(database.url, [
      `SELECT proname AS name FROM pg_proc WHERE proname ~ '^audit_' AND prosecdef`,
    ]);
    const isNamed = (name: string): boolean => Object.keys(FUNCTIONS).some((prefix) => name.startsWith(prefix));
    expect(functions.map(({ name }) => name as string).filter((name) => !isNamed(name))).toEqual([]);
  });

  it('should suffice for the library to write, to read and to look for gaps', async () => {
    const login = await TestLogin.create(database.url, ['audit_writer', 'audit_reader']);
    const module = await Test.createTestingModule({
      imports: [
        TypeOrmModule.forRoot({ type: 'postgres', url: login.url, autoLoadEntities: true, retryAttempts: 0 }),
        AuditModule.forRoot({ journal: journalInTemp(), appendOnly: 'require', clock: () => new Date('2032-02-02') }),
      ],
    }).compile();
    await module.init();
    module.get(AuditService).record({ category: 'test', action: 'run', resource: 'roles' });
    const entries = await new LogReader(module).all();
    expect(entries.filter(({ resourceType }) => resourceType === 'roles')).toHaveLength(1);
    expect(await module.get(AuditGaps).find()).toMatchObject({ missing: 0 });
    await module.close();
    await login.remove();
  });

  it('should change nothing when nothing is new', async () => {
    const versions = () =>
      run(database.url, [
        `SELECT 'table', relname AS name, xmin::text FROM pg_class WHERE relname ~ '^audit_log'
         UNION ALL SELECT 'function', proname, xmin::text FROM pg_proc
           WHERE proname ~ '^audit_' AND proname <> 'audit_logs_apply_roles' ORDER BY 1, 2`,
      ]);
    const before = await versions();
    await separate(database.url);
    expect(await versions()).toEqual(before);
  });

  it('should take back what somebody was given beyond that', async () => {
    await run(database.url, [
      'GRANT DELETE ON audit_logs TO audit_writer',
      'GRANT ALL ON audit_log_batches TO PUBLIC',
      'GRANT EXECUTE ON FUNCTION audit_maintain_count() TO audit_reader',
      'SELECT audit_logs_apply_roles()',
    ]);
    expect(
      await run(database.url, [
        `SELECT has_table_privilege('audit_writer', 'audit_logs', 'DELETE') AS deletes,
           has_table_privilege('audit_maintainer', 'audit_log_batches', 'SELECT') AS reads,
           has_function_privilege('audit_reader', 'audit_maintain_count()', 'EXECUTE') AS calls`,
      ]),
    ).toEqual([{ deletes: false, reads: false, calls: false }]);
  });
});

describe('auditRoleMigrations', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  const ownersOf = (things: string) =>
    run(database.url, [
      `SELECT DISTINCT pg_get_userbyid(relowner) AS owner FROM pg_class WHERE relname ~ '${things}' AND relkind IN ('r', 'p')`,
    ]);

  class Later1999999999999 implements MigrationInterface {
    readonly name = 'Later1999999999999';
    async up(runner: QueryRunner): Promise<void> {
      await runner.query('CREATE TABLE audit_log_later (id integer)');
      await runner.query(MAINTENANCE);
    }
    async down(): Promise<void> {}
  }

  async function migrateWith(...migrations: readonly (new () => MigrationInterface)[]): Promise<DataSource> {
    const dataSource = await new DataSource({
      type: 'postgres',
      url: database.url,
      migrations: [...migrations],
    }).initialize();
    await dataSource.runMigrations();
    return dataSource;
  }

  it('should be kept to by later migrations of the library', async () => {
    const dataSource = await migrateWith(...auditRoleMigrations);
    await dataSource.destroy();
    await (await migrateWith(...auditRoleMigrations, renewingRoles(Later1999999999999))).destroy();
    expect(await ownersOf('^audit_log_later')).toEqual([{ owner: 'audit_owner' }]);
    expect(
      await run(database.url, [
        `SELECT has_table_privilege('audit_reader', 'audit_log_later', 'SELECT') AS reads,
           has_table_privilege('audit_writer', 'audit_log_later', 'INSERT') AS writes,
           has_function_privilege('audit_maintainer', 'audit_maintain_count()', 'EXECUTE') AS calls`,
      ]),
    ).toEqual([{ reads: true, writes: false, calls: true }]);
  });

  it('should not be imposed on who has not chosen them', async () => {
    await (await migrateWith(renewingRoles(Later1999999999999))).destroy();
    expect(await ownersOf('^audit_log')).toEqual(await run(database.url, ['SELECT current_user::text AS owner']));
  });

  it('should leave tables and functions of the host alone whose names begin alike', async () => {
    await run(database.url, [
      'CREATE TABLE audit_logins (id integer)',
      `CREATE FUNCTION audit_trail() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'`,
    ]);
    await separate(database.url);
    const [me] = await run(database.url, ['SELECT current_user::text AS owner']);
    expect(await ownersOf('^audit_logins$')).toEqual([me]);
    expect(
      await run(database.url, [`SELECT pg_get_userbyid(proowner) AS owner FROM pg_proc WHERE proname = 'audit_trail'`]),
    ).toEqual([me]);
  });

  it('should give the log back when they are undone', async () => {
    const dataSource = await migrateWith(...auditRoleMigrations);
    expect(await ownersOf('^audit_log')).toEqual([{ owner: 'audit_owner' }]);
    await dataSource.undoLastMigration();
    await dataSource.destroy();
    expect(await ownersOf('^audit_log')).toEqual(await run(database.url, ['SELECT current_user::text AS owner']));
  });
});

describe('a server that has no such roles', () => {
  let postgres: PostgresUnderTest;
  beforeAll(async () => {
    postgres = await PostgresUnderTest.create();
  }, 60_000);
  afterAll(() => postgres.remove());

  it('should get them from one of several databases that ask at once, twice each', async () => {
    await run(postgres.superuserUrl, ['ALTER ROLE audit CREATEROLE']);
    const names = ['one', 'two', 'three', 'four'];
    for (const name of names)
      await run(postgres.superuserUrl.replace(/audit$/, 'postgres'), [
        `CREATE DATABASE ${name} TEMPLATE audit OWNER audit`,
      ]);
    const urls = names.map((name) => postgres.url.replace(/\/audit$/, `/${name}`));
    await Promise.all([...urls, ...urls].map((url) => separate(url)));
    for (const url of urls) {
      const [row] = await run(url, [
        `SELECT DISTINCT pg_get_userbyid(relowner) AS owner FROM pg_class WHERE relname ~ '^audit_logs?(_|$)' AND relkind IN ('r', 'p')`,
      ]);
      expect(row).toEqual({ owner: 'audit_owner' });
    }
  });
});
