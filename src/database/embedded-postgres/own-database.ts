import { Client } from 'pg';

/** As whom the running application signs in. */
export const APPLICATION_LOGIN = 'audit_app';

/** As whom it maintains the log. */
export const MAINTENANCE_LOGIN = 'audit_maintenance';

/**
 * Makes the user `audit` and its database of the same name where they are missing. The database is migrated as this
 * user: unlike the superuser it cannot read files of the machine. Names without a schema are those of `public` for
 * everybody, also where the application makes schemas of its own.
 * @param password of `audit`; hex digits
 */
export async function ensureOwnDatabase(superuserUrl: string, password: string): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    const role = await client.query(`SELECT FROM pg_roles WHERE rolname = 'audit'`);
    if (role.rowCount === 0) await client.query(`CREATE ROLE audit LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    const database = await client.query(`SELECT FROM pg_database WHERE datname = 'audit'`);
    if (database.rowCount === 0) await client.query('CREATE DATABASE audit OWNER audit');
    await client.query('ALTER DATABASE audit SET search_path TO public');
  });
}

/** Makes a user without any rights where it is missing, and sees to it that the password is this one. */
export async function ensureLogin(
  superuserUrl: string,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    const role = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
    const verb = role.rowCount === 0 ? 'CREATE' : 'ALTER';
    await client.query(
      `${verb} ROLE ${client.escapeIdentifier(name)} LOGIN PASSWORD ${client.escapeLiteral(password)}`,
    );
  });
}

async function withClient(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
