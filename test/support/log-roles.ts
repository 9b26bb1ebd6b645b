import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { applyAuditRoles } from '../../src/audit/index.ts';
import { withUser } from '../../src/config/postgres-url.ts';

/** What a statement came to: it was done, the role lacks the right, or the log itself refuses it. */
export type Outcome = 'done' | 'no right' | 'append-only';

/** Puts the log of a database into the hands of its roles, as whoever the address names. */
export async function separate(url: string): Promise<void> {
  const dataSource = await new DataSource({ type: 'postgres', url }).initialize();
  const runner = dataSource.createQueryRunner();
  try {
    await applyAuditRoles(runner);
  } finally {
    await runner.release();
    await dataSource.destroy();
  }
}

/** A user that signs in, with nothing but its memberships. Other tests on the server have others. */
export class TestLogin {
  private constructor(
    readonly name: string,
    readonly url: string,
    private readonly client: Client,
    private readonly ownerUrl: string,
  ) {}

  static async create(ownerUrl: string, roles: readonly string[] = [], options = ''): Promise<TestLogin> {
    const name = `login_${randomBytes(6).toString('hex')}`;
    await run(ownerUrl, [
      `CREATE ROLE ${name} LOGIN PASSWORD '${name}' ${options}`,
      ...roles.map((role) => `GRANT ${role} TO ${name}`),
    ]);
    const url = withUser(ownerUrl, { name, password: name });
    const client = new Client({ connectionString: url });
    await client.connect();
    return new TestLogin(name, url, client, ownerUrl);
  }

  async query(sql: string): Promise<Record<string, unknown>[]> {
    return (await this.client.query<Record<string, unknown>>(sql)).rows;
  }

  /** What the statement comes to, which is then undone. */
  async outcomeOf(sql: string): Promise<Outcome> {
    await this.client.query('BEGIN');
    try {
      await this.client.query(sql);
      return 'done';
    } catch (error) {
      return refusal(error);
    } finally {
      await this.client.query('ROLLBACK');
    }
  }

  disconnect(): Promise<void> {
    return this.client.end();
  }

  /** Removes the user with what it was given. */
  async remove(): Promise<void> {
    await this.disconnect();
    await run(this.ownerUrl, [
      `GRANT ${this.name} TO CURRENT_USER`,
      `DROP OWNED BY ${this.name}`,
      `DROP ROLE ${this.name}`,
    ]);
  }
}

function refusal(error: unknown): Outcome {
  const { code, message } = error as { readonly code?: string; readonly message: string };
  if (code !== '42501') throw error;
  return message.startsWith('audit_logs is append-only') ? 'append-only' : 'no right';
}

/** Runs statements one after the other over a connection of their own. @returns the rows of the last one */
export async function run(url: string, statements: readonly string[]): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}
