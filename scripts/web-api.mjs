// Behind `npm run web:api`: writes the types of the API that the page is checked against, from the document that the
// built application has of itself. With --check it writes nothing, and fails when they are not the same.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { BuildError, ensureBuilt } from './build.mjs';

const ROOT = join(import.meta.dirname, '..');
const FILE = join(ROOT, 'web', 'src', 'api', 'schema.d.ts');
const HEADING = '// Written by `npm run web:api` from the OpenAPI document of the server. Not to be edited.\n\n';

try {
  await ensureBuilt(ROOT, (line) => process.stderr.write(`${line}\n`));
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  process.stderr.write(`The API can not be read. ${error.message}\n`);
  process.exit(2);
}
const { createInventoryApp } = await import('../dist/src/inventory/inventory-app.js');
const { createDocument } = await import('../dist/src/app.docs.js');
const document = createDocument(await createInventoryApp());
const text = HEADING + astToString(await openapiTS(JSON.stringify(document), { alphabetize: true }));
if (process.argv.includes('--check')) {
  const isSame = (await readFile(FILE, 'utf8').catch(() => '')) === text;
  if (!isSame) process.stderr.write('web/src/api/schema.d.ts is not what the server answers; run `npm run web:api`.\n');
  process.exitCode = isSame ? 0 : 1;
} else {
  await writeFile(FILE, text);
}
