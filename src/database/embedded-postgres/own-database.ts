import { Client } from 'pg';

/**
 * Makes the user `audit` and its database of the same name where they are missing. The application signs in as this
 * user: unlike the superuser it cannot switch off triggers or read files of the machine.
 * @param password of `audit`; hex digits
 */
export async function ensureOwnDatabase(superuserUrl: string, password: string): Promise<void> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const role = await client.query(`SELECT FROM pg_roles WHERE rolname = 'audit'`);
    if (role.rowCount === 0) await client.query(`CREATE ROLE audit LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    const database = await client.query(`SELECT FROM pg_database WHERE datname = 'audit'`);
    if (database.rowCount === 0) await client.query('CREATE DATABASE audit OWNER audit');
  } finally {
    await client.end();
  }
}
