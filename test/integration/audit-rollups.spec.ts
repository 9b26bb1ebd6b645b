import { randomUUID } from 'node:crypto';
import { Client, Query } from 'pg';
import { DataSource } from 'typeorm';
import { RollupsService } from '../../src/audit/lifecycle/rollups.service.ts';
import { CreateAuditRollups1764400100000 } from '../../src/audit/migrations/create-audit-rollups.migration.ts';
import { RecountAuditMonths1764520000000 } from '../../src/audit/migrations/recount-audit-months.migration.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { auditOfRollups, store } from '../support/rollups.ts';

const HOUR_MS = 3_600_000;

describe('the counts of the log', () => {
  let database: TestDatabase;
  let host: DataSource;
  let rollups: RollupsService;
  let now: number;

  beforeEach(async () => {
    database = await createTestDatabase();
    host = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    rollups = new RollupsService(host);
    now = Date.now();
  });

  afterEach(async () => {
    await host.destroy();
    await database.drop();
  });

  const rowsOf = async (table: string): Promise<number> =>
    (await host.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM ${table}`))[0]!.n;

  /** Entries of several hours, kinds and actors; some columns are empty. */
  const entries = (count: number): Record<string, unknown>[] =>
    Array.from({ length: count }, (_, index) => ({
      timestamp: new Date(now - (index % 40) * HOUR_MS),
      category: ['shop', 'request'][index % 2],
      resourceType: [undefined, 'order', ''][index % 3],
      status: index % 5 === 0 ? 'error' : 'success',
      severity: index % 5 === 0 ? 'ERROR' : undefined,
      errorFingerprint: index % 5 === 0 ? `v2:${index % 3}` : undefined,
      errorType: index % 5 === 0 ? 'TypeError' : undefined,
      actorType: 'user',
      userId: `u${index % 4}`,
      userLabel: `user ${index % 8}`,
      tenantId: [undefined, 'acme'][index % 2],
    }));

  it('should be those of the entries, before and after they are folded, and however often that is', async () => {
    await store(host, entries(500));
    expect(await auditOfRollups(host)).toEqual({ wrong: 0, entries: 500 });
    expect(await rollups.compact()).toBeGreaterThan(100);
    expect(await auditOfRollups(host)).toEqual({ wrong: 0, entries: 500 });
    expect(await rowsOf('audit_log_rollup_deltas')).toBe(0);
    const folded = await rowsOf('audit_log_rollups');
    await store(host, entries(500));
    await rollups.compact();
    expect(await auditOfRollups(host)).toEqual({ wrong: 0, entries: 1_000 });
    expect(await rowsOf('audit_log_rollups')).toBe(folded);
    expect(await rollups.compact()).toBe(0);
  });

  it('should notice a count that is wrong', async () => {
    await store(host, entries(50));
    await rollups.compact();
    await host.query('UPDATE audit_log_rollups SET entries = entries + 1 WHERE category = $1', ['shop']);
    expect((await auditOfRollups(host)).wrong).toBeGreaterThan(0);
  });

  it('should not count what was there already', async () => {
    const [entry] = entries(1);
    const known = { ...entry, id: randomUUID() };
    await store(host, [known]);
    await store(host, [known, ...entries(3)]);
    await store(host, [known]);
    expect(await auditOfRollups(host)).toEqual({ wrong: 0, entries: 4 });
    expect(
      (await host.query<{ n: number }[]>('SELECT sum(entries)::int AS n FROM audit_log_rollup_deltas'))[0]!.n,
    ).toBe(4);
  });

  it('should not count what was rolled back', async () => {
    await store(host, entries(10));
    await expect(
      host.transaction(async (manager) => {
        await store(manager, entries(10));
        throw new Error('in the middle');
      }),
    ).rejects.toThrow('in the middle');
    expect(await auditOfRollups(host)).toEqual({ wrong: 0, entries: 10 });
  });

  it('should take entries that come late into their hour, though it is folded', async () => {
    await store(host, entries(100));
    await rollups.compact();
    now -= 24 * HOUR_MS;
    await store(host, entries(100));
    await rollups.compact();
    expect(await auditOfRollups(host)).toEqual({ wrong: 0, entries: 200 });
  });

  it('should take entries with the longest texts', async () => {
    const long = (start: number, length: number): string =>
      Array.from({ length }, (_, index) => String.fromCharCode(start + index * 7)).join(''); // three bytes each
    const entry = {
      userId: long(0x3000, 300),
      userLabel: long(0x4000, 320),
      tenantId: long(0x5000, 300),
      category: long(0x6000, 100),
    };
    await store(host, [entry, entry, { ...entry, tenantId: long(0x7000, 300) }]);
    await rollups.compact();
    expect(await auditOfRollups(host)).toEqual({ wrong: 0, entries: 3 });
  });

  it('should tell apart what looks alike', async () => {
    await store(host, [
      { resourceType: '', tenantId: undefined },
      { resourceType: undefined, tenantId: '' },
      { resourceType: 'a,b', tenantId: 'c' },
      { resourceType: 'a', tenantId: 'b,c' },
    ]);
    await rollups.compact();
    expect(await rowsOf('audit_log_rollups')).toBe(4);
    expect(await auditOfRollups(host)).toEqual({ wrong: 0, entries: 4 });
  });

  it('should be right while several write and several fold', async () => {
    const done = new AbortController();
    const folding = [1, 2].map(async () => {
      while (!done.signal.aborted) await rollups.compact();
    });
    const looking = (async (): Promise<number> => {
      let wrong = 0;
      while (!done.signal.aborted) wrong += (await auditOfRollups(host)).wrong;
      return wrong;
    })();
    const writing = [1, 2].map(async () => {
      for (let batch = 0; batch < 25; batch += 1) await store(host, entries(40));
    });
    await Promise.all(writing).finally(() => done.abort());
    await Promise.all(folding);
    expect(await looking).toBe(0);
    expect(await auditOfRollups(host)).toEqual({ wrong: 0, entries: 2_000 });
  });

  it('should be folded by one at a time: another one passes', async () => {
    await store(host, entries(10));
    await host.transaction(async (manager) => {
      await manager.query('SELECT audit_log_rollups_compact()');
      expect(await rollups.compact()).toBeNull();
    });
    expect(await rollups.compact()).toBe(0);
  });

  describe('rebuilt', () => {
    const rebuild = async (): Promise<void> => {
      for (const moment of [now, now - 40 * HOUR_MS]) {
        await host.query(`SELECT audit_log_rollups_rebuild(($1::timestamptz AT TIME ZONE 'UTC')::date)`, [
          new Date(moment),
        ]);
      }
    };

    it('should be what they were', async () => {
      await store(host, entries(300));
      await rollups.compact();
      await store(host, entries(300));
      await rebuild();
      expect(await auditOfRollups(host)).toEqual({ wrong: 0, entries: 600 });
      expect(await rowsOf('audit_log_rollup_deltas')).toBe(0);
    });

    it('should be right again whatever was wrong', async () => {
      await store(host, entries(300));
      await rollups.compact();
      await host.query('UPDATE audit_log_rollups SET entries = entries * 2');
      await host.query('DELETE FROM audit_log_rollup_days');
      await store(host, entries(100));
      await rebuild();
      expect(await auditOfRollups(host)).toEqual({ wrong: 0, entries: 400 });
    });

    it('should leave no room behind where every summary reads', async () => {
      const sizeOf = async (): Promise<unknown> =>
        host.query(`SELECT pg_relation_size('audit_log_rollup_deltas') AS bytes`);
      await store(host, entries(1_000));
      await rollups.compact();
      const before = await sizeOf();
      await rebuild();
      expect(await sizeOf()).toEqual(before);
    });

    it('should be what they were with the migration taken back', async () => {
      const runner = host.createQueryRunner();
      await new RecountAuditMonths1764520000000().down(runner);
      await runner.release();
      await store(host, entries(300));
      await rollups.compact();
      await store(host, entries(300));
      await rebuild();
      expect(await auditOfRollups(host)).toEqual({ wrong: 0, entries: 600 });
    });

    it('should be right while others write', async () => {
      const writing = (async () => {
        for (let batch = 0; batch < 30; batch += 1) await store(host, entries(40));
      })();
      for (let time = 0; time < 5; time += 1) await rebuild();
      await writing;
      expect(await auditOfRollups(host)).toEqual({ wrong: 0, entries: 1_200 });
    });

    it('should follow a month that is gone, and leave the others', async () => {
      const [last, next] = [new Date(Date.UTC(2026, 0, 31, 23, 59, 59, 999)), new Date(Date.UTC(2026, 1, 1))];
      for (const month of [last, next]) await host.query('SELECT audit_logs_ensure_partition($1)', [month]);
      await store(host, [{ timestamp: last }, { timestamp: next }, { timestamp: next }]);
      await rollups.compact();
      await host.query('DROP TABLE audit_logs_2026_01');
      expect((await auditOfRollups(host)).wrong).toBeGreaterThan(0);
      await host.query(`SET TIME ZONE 'America/New_York'`);
      await host.query(`SELECT audit_log_rollups_rebuild('2026-01-15')`);
      expect(await auditOfRollups(host)).toEqual({ wrong: 0, entries: 2 });
    });
  });

  it('should hold for the entries that were there before them', async () => {
    const runner = host.createQueryRunner();
    const migration = new CreateAuditRollups1764400100000();
    await migration.down(runner);
    await store(host, entries(200));
    await migration.up(runner);
    await runner.release();
    expect(await auditOfRollups(host)).toEqual({ wrong: 0, entries: 200 });
    await store(host, entries(200));
    expect(await auditOfRollups(host)).toEqual({ wrong: 0, entries: 400 });
  });

  it('should be made for a role that can only insert entries, and cannot be changed by it', async () => {
    const role = `writer_${randomUUID().slice(0, 8)}`;
    await host.query(`CREATE ROLE ${role} LOGIN PASSWORD 'writer'`);
    await host.query(`GRANT INSERT ON audit_logs TO ${role}`);
    const url = Object.assign(new URL(database.url), { username: role, password: 'writer' });
    const writer = await new DataSource({ type: 'postgres', url: url.href, poolSize: 1 }).initialize();
    await writer.query('CREATE TEMP TABLE audit_log_rollup_deltas (hour timestamptz)');
    await store(writer, entries(20));
    expect(await auditOfRollups(host)).toEqual({ wrong: 0, entries: 20 });
    for (const statement of [
      'DELETE FROM public.audit_log_rollup_deltas',
      'INSERT INTO public.audit_log_rollup_deltas SELECT FROM public.audit_log_rollup_deltas',
      `SELECT audit_log_rollups_rebuild('2026-01-01')`,
      'SELECT audit_log_rollups_fold()',
    ]) {
      await expect(writer.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
    await writer.query('DROP TABLE pg_temp.audit_log_rollup_deltas'); // it would go after the role, with its session
    await writer.destroy();
    await host.query(`REVOKE ALL ON audit_logs FROM ${role}`);
    await host.query(`DROP ROLE ${role}`);
  });

  it('should count what COPY brings', async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const rows = entries(30).map(
      ({ timestamp, category }) =>
        `${[randomUUID(), (timestamp as Date).toISOString(), category, 'run', 'copied', 'success', 'system'].join('\t')}\n`,
    );
    const columns = 'id, "timestamp", category, action_type, description, status, actor_type';
    await copyIn(client, `COPY audit_logs (${columns}) FROM STDIN`, rows.join(''));
    await client.end();
    expect(await auditOfRollups(host)).toEqual({ wrong: 0, entries: 30 });
  });
});

/** What `pg` itself refuses to do: gives the server what a COPY asks for. */
function copyIn(client: Client, statement: string, rows: string): Promise<void> {
  return new Promise((done, broken) => {
    const query = new Query(statement) as Query & { handleCopyInResponse: (connection: CopyConnection) => void };
    query.handleCopyInResponse = (connection) => {
      connection.sendCopyFromChunk(Buffer.from(rows));
      connection.endCopyFrom();
    };
    query.on('end', () => done()).on('error', broken);
    client.query(query);
  });
}

interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}
