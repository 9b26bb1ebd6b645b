import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const ROW = `INSERT INTO audit_logs (id, "timestamp", category, action_type, description, status, actor_type)
  VALUES (gen_random_uuid(), $1, 'c', 'a', 'd', 'success', 'system')`;

describe('audit_logs', () => {
  let database: TestDatabase;
  let connection: DataSource;
  const month = new Date();
  const partition = `audit_logs_${month.toISOString().slice(0, 7).replace('-', '_')}`;

  beforeAll(async () => {
    database = await createTestDatabase();
    connection = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    await connection.query(`SELECT audit_logs_ensure_partition('2030-01-15')`);
    await connection.query(ROW, [month]);
    await connection.query(ROW, [new Date('2030-01-15')]);
  });
  afterAll(async () => {
    await connection.destroy();
    await database.drop();
  });

  const statesOfTriggers = (): Promise<unknown> =>
    connection.query(
      `SELECT DISTINCT tgenabled FROM pg_trigger WHERE tgname LIKE 'audit_logs_%' AND tgrelid::regclass::text LIKE 'audit_logs%'`,
    );

  it.each([
    [`UPDATE audit_logs SET description = 'x'`],
    ['DELETE FROM audit_logs'],
    ['TRUNCATE audit_logs'],
    [`UPDATE ${partition} SET description = 'x'`],
    [`DELETE FROM ${partition}`],
    [`TRUNCATE ${partition}`],
    [`UPDATE audit_logs_2030_01 SET description = 'x'`],
    ['DELETE FROM audit_logs_2030_01'],
    ['TRUNCATE audit_logs_2030_01'],
  ])('should refuse %s', async (statement) => {
    await expect(connection.query(statement)).rejects.toThrow('audit_logs is append-only');
    expect(await connection.query('SELECT count(*)::int AS rows FROM audit_logs')).toEqual([{ rows: 2 }]);
  });

  it('should keep its triggers when replication would skip them', async () => {
    expect(await statesOfTriggers()).toEqual([{ tgenabled: 'A' }]);
  });

  it('should have partitions for this month and three ahead', async () => {
    for (let ahead = 0; ahead <= 3; ahead += 1) {
      const start = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + ahead, 1));
      await expect(connection.query(ROW, [start])).resolves.toBeDefined();
    }
  });

  it('should need no more of the application than to insert and to read', async () => {
    const role = `writer_${randomBytes(6).toString('hex')}`;
    await connection.query(`CREATE ROLE ${role} LOGIN PASSWORD '${role}'`);
    await connection.query(`GRANT SELECT, INSERT ON audit_logs TO ${role}`);
    const url = new URL(database.url);
    url.username = role;
    url.password = role;
    const application = await new DataSource({ type: 'postgres', url: url.href }).initialize();
    await application.query(`SELECT audit_logs_ensure_partition('2035-03-01')`);
    await application.query(ROW, [new Date('2035-03-01')]);
    await expect(application.query('ALTER TABLE audit_logs DISABLE TRIGGER ALL')).rejects.toThrow('must be owner');
    await expect(application.query('DELETE FROM audit_logs')).rejects.toThrow('permission denied');
    await application.destroy();
    await connection.query(`GRANT ${role} TO CURRENT_USER`);
    await connection.query(`DROP OWNED BY ${role}`);
    await connection.query(`DROP ROLE ${role}`);
  });

  it.each(['UPDATE', 'DELETE', 'TRUNCATE'])('should refuse %s on a partition that was detached', async (verb) => {
    const statement = { UPDATE: `UPDATE $ SET description = 'x'`, DELETE: 'DELETE FROM $', TRUNCATE: 'TRUNCATE $' }[
      verb
    ]!;
    const part = { UPDATE: 'audit_logs_2034_01', DELETE: 'audit_logs_2034_02', TRUNCATE: 'audit_logs_2034_03' }[verb]!;
    await connection.query(`SELECT audit_logs_ensure_partition($1)`, [`${part.slice(-7).replace('_', '-')}-15`]);
    await connection.query(`ALTER TABLE audit_logs DETACH PARTITION ${part}`);
    await expect(connection.query(statement.replace('$', part))).rejects.toThrow('audit_logs is append-only');
  });

  it('should refuse an INSERT that would become an UPDATE', async () => {
    const upsert = `${ROW.replace('gen_random_uuid()', `(SELECT id FROM audit_logs WHERE "timestamp" = $1)`)}
      ON CONFLICT (id, "timestamp") DO UPDATE SET description = 'x'`;
    await expect(connection.query(upsert, [new Date('2030-01-15')])).rejects.toThrow('audit_logs is append-only');
  });

  it('should protect what is brought from elsewhere and attached', async () => {
    await connection.query('CREATE TABLE audit_logs_2019_01 (LIKE audit_logs INCLUDING CONSTRAINTS)');
    await connection.query(
      `ALTER TABLE audit_logs ATTACH PARTITION audit_logs_2019_01 FOR VALUES FROM ('2019-01-01Z') TO ('2019-02-01Z')`,
    );
    await connection.query(`SELECT audit_logs_protect('audit_logs_2019_01')`);
    await expect(connection.query('TRUNCATE audit_logs_2019_01')).rejects.toThrow('audit_logs is append-only');
    expect(await statesOfTriggers()).toEqual([{ tgenabled: 'A' }]);
  });

  it('should make one partition when several ask for it at once', async () => {
    const url = database.url;
    const others = await Promise.all(
      Array.from({ length: 8 }, () => new DataSource({ type: 'postgres', url, poolSize: 1 }).initialize()),
    );
    await Promise.all(others.map((other) => other.query(`SELECT audit_logs_ensure_partition('2033-07-01')`)));
    await Promise.all(others.map((other) => other.destroy()));
    expect(await connection.query(`SELECT to_regclass('audit_logs_2033_07')::text AS name`)).toEqual([
      { name: 'audit_logs_2033_07' },
    ]);
  });

  it('should read one entry from one partition by the time in its id', async () => {
    const plan: { 'QUERY PLAN': string }[] = await connection.query(
      `EXPLAIN SELECT * FROM audit_logs WHERE id = gen_random_uuid() AND "timestamp" = '2030-01-15T00:00:00Z'`,
    );
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    expect(text.match(/Index Scan[^\n]* on audit_logs_/g)).toHaveLength(1);
  });
});
