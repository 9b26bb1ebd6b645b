import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';

/** Tells the matrix what has really run. @param directory folder of the application */
export async function report(directory: string, databaseUrl: string): Promise<void> {
  const file = process.env.PACKAGE_REPORT ?? '';
  if (file === '') return;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  await client.end();
  const installed = ['@nestjs/core', 'typeorm', 'pg', 'class-validator', 'typescript'].map((name) => {
    const manifest = readFileSync(join(directory, 'node_modules', name, 'package.json'), 'utf8');
    return [name, (JSON.parse(manifest) as { readonly version: string }).version];
  });
  const ran = { node: process.versions.node, postgres: rows[0]!.server_version, ...Object.fromEntries(installed) };
  writeFileSync(file, JSON.stringify(ran));
}
