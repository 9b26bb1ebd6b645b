import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditError, AuditModule, type AuditModuleOptions } from '../../src/audit/index.ts';
import { WEAKNESSES } from '../../src/audit/lifecycle/append-only-weaknesses.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { journalInTemp } from '../support/journal.ts';
import { run, separate, TestLogin } from '../support/log-roles.ts';
import { present } from '../support/present.ts';

const THIS_MONTH = `audit_logs_${new Date().toISOString().slice(0, 7).replace('-', '_')}`;

const weaknessesOf = async (url: string): Promise<unknown[]> =>
  (await run(url, [WEAKNESSES])).map(({ weakness }) => weakness);

describe('who could change the log', () => {
  let database: TestDatabase;
  let login: TestLogin;
  beforeEach(async () => {
    database = await createTestDatabase();
    await separate(database.url);
    login = await TestLogin.create(database.url, ['audit_writer', 'audit_reader']);
  });
  afterEach(async () => {
    await login.remove();
    await database.drop();
  });

  it('should not be one who writes and reads', async () => {
    expect(await weaknessesOf(login.url)).toEqual([]);
  });

  it('should not be one who maintains it', async () => {
    await run(database.url, [`GRANT audit_maintainer TO ${login.name}`]);
    expect(await weaknessesOf(login.url)).toEqual([]);
  });

  it.each([
    ['GRANT UPDATE ON audit_logs TO $', 'it has the right to UPDATE on audit_logs'],
    ['GRANT UPDATE (description) ON audit_logs TO $', 'it has the right to UPDATE on audit_logs'],
    ['GRANT DELETE ON audit_logs TO $', 'it has the right to DELETE on audit_logs'],
    ['GRANT DELETE ON audit_logs TO PUBLIC', 'it has the right to DELETE on audit_logs'],
    [`GRANT TRUNCATE ON ${THIS_MONTH} TO $`, `it has the right to TRUNCATE on ${THIS_MONTH}`],
    [`GRANT TRIGGER ON ${THIS_MONTH} TO $`, `it has the right to TRIGGER on ${THIS_MONTH}`],
    [
      `GRANT TRIGGER ON audit_logs, ${THIS_MONTH} TO $`,
      'it has the right to TRIGGER on audit_logs and 1 more of its tables',
    ],
    [`ALTER TABLE ${THIS_MONTH} OWNER TO $`, `it owns ${THIS_MONTH}`],
    ['ALTER FUNCTION audit_logs_refuse_change() OWNER TO $', 'it owns the function of its triggers'],
    ['ALTER SCHEMA public OWNER TO $', 'it owns the schema public of the log'],
    [
      `ALTER TABLE ${THIS_MONTH} DISABLE TRIGGER audit_logs_no_change`,
      `no trigger that always fires refuses DELETE, UPDATE on ${THIS_MONTH}`,
    ],
    [
      `ALTER TABLE audit_logs ENABLE TRIGGER ALL`,
      /^no trigger that always fires refuses DELETE, TRUNCATE, UPDATE on audit_logs/,
    ],
    [
      `DROP TRIGGER audit_logs_no_change ON ${THIS_MONTH}`,
      `no trigger that always fires refuses DELETE, UPDATE on ${THIS_MONTH}`,
    ],
    [
      `DROP TRIGGER audit_logs_no_change ON ${THIS_MONTH};
       CREATE TRIGGER audit_logs_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ${THIS_MONTH}
         FOR EACH STATEMENT WHEN (false) EXECUTE FUNCTION audit_logs_refuse_change();
       ALTER TABLE ${THIS_MONTH} ENABLE ALWAYS TRIGGER audit_logs_no_change`,
      `no trigger that always fires refuses DELETE, UPDATE on ${THIS_MONTH}`,
    ],
  ])('should be said after %s', async (statement, weakness) => {
    await run(database.url, [`GRANT CREATE ON SCHEMA public TO ${login.name}`, `GRANT ${login.name} TO CURRENT_USER`]);
    await run(database.url, [statement.replaceAll('$', login.name)]);
    await run(database.url, [`REVOKE CREATE ON SCHEMA public FROM ${login.name}`]);
    const found = await weaknessesOf(login.url);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(weakness);
    await run(database.url, [`REASSIGN OWNED BY ${login.name} TO CURRENT_USER`]);
  });

  it('should be said of who may put functions in the way of those of the log', async () => {
    await run(database.url, [`GRANT CREATE ON SCHEMA public TO ${login.name}`]);
    expect(await weaknessesOf(login.url)).toEqual([
      'it may make functions in the schema public, where those of the log look for theirs',
    ]);
  });

  it('should be said of rights that need a SET ROLE', async () => {
    await login.remove();
    login = await TestLogin.create(database.url, ['audit_owner'], 'NOINHERIT');
    expect(await weaknessesOf(login.url)).toEqual([
      expect.stringMatching(/^it owns audit_logs and \d+ more of its tables$/),
      'it owns the function of its triggers',
    ]);
  });

  it('should be said of who may make itself a member of the owner', async () => {
    const [version] = await run(database.url, ['SHOW server_version_num']);
    const byAdmin = Number(present(version)['server_version_num']) >= 160_000;
    await run(database.url, [
      byAdmin
        ? `GRANT audit_owner TO ${login.name} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`
        : `ALTER ROLE ${login.name} CREATEROLE`,
    ]);
    expect(await weaknessesOf(login.url)).toContain(
      byAdmin ? 'it owns the function of its triggers' : 'it may make itself a member of audit_owner',
    );
  });
});

describe('AuditModule', () => {
  let database: TestDatabase;
  let module: TestingModule;
  let warnings: string[];
  beforeEach(async () => {
    database = await createTestDatabase();
    warnings = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void warnings.push(String(line)));
  });
  afterEach(async () => {
    await module.close();
    jest.restoreAllMocks();
    await database.drop();
  });

  async function start(appendOnly: AuditModuleOptions['appendOnly']): Promise<void> {
    module = await Test.createTestingModule({
      imports: [
        TypeOrmModule.forRoot({ type: 'postgres', url: database.url, autoLoadEntities: true, retryAttempts: 0 }),
        AuditModule.forRoot({ journal: journalInTemp(), appendOnly }),
      ],
    }).compile();
    await module.init();
  }

  it('should warn once, with all that the role could do and what to do about it', async () => {
    await start('warn');
    expect(warnings).toEqual([
      expect.stringMatching(
        /^The role "\w+" of the application could change the audit log: it owns audit_logs and \d+ more of its tables; it owns the function of its triggers; .*\. Let the log belong to roles of its own \(docs\/append-only\.md\), or say appendOnly: "ignore"/,
      ),
    ]);
  });

  it('should not start where that is required', async () => {
    const error: unknown = await start('require').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AuditError);
    expect(error).toMatchObject({
      code: 'AUDIT_NOT_APPEND_ONLY',
      message: expect.stringContaining('it owns audit_logs'),
    });
  });

  it('should not start either where that can not be found out', async () => {
    await run(database.url, ['ALTER TABLE audit_logs RENAME TO gone']);
    await expect(start('require')).rejects.toThrow('can not be found out: relation "audit_logs" does not exist');
  });

  it('should say nothing when it is told to', async () => {
    await start('ignore');
    expect(warnings).toEqual([]);
  });
});
