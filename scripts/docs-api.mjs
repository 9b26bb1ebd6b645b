// Behind `npm run docs:api`: writes docs/api from the OpenAPI document that the built application has of itself, and from
// the docstrings of what the library exports. With --check it writes nothing, and fails when they are not the same.
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuildError, ensureBuilt } from './build.mjs';
import { writeHttp } from './docs-api/http.mjs';
import { DocstringsError, writeLibrary } from './docs-api/library.mjs';

const ROOT = join(import.meta.dirname, '..');
const PARTS = ['http', 'library'];

const draft = await mkdtemp(join(tmpdir(), 'docs-api-'));
try {
  await writeLibrary({ root: ROOT, out: join(draft, 'library') });
  await ensureBuilt(ROOT, (line) => process.stderr.write(`${line}\n`));
  await writeHttp(await openApiDocument(), join(draft, 'http'));
  for (const part of PARTS) await bringIn(part);
} catch (error) {
  if (!(error instanceof BuildError || error instanceof DocstringsError)) throw error;
  process.stderr.write(`docs/api can not be written.\n${error.message}\n`);
  process.exitCode = 2;
} finally {
  await rm(draft, { recursive: true, force: true });
}

async function openApiDocument() {
  const { createInventoryApp } = await import('../dist/src/inventory/inventory-app.js');
  const { createDocument } = await import('../dist/src/app.docs.js');
  return createDocument(await createInventoryApp());
}

async function bringIn(part) {
  const [from, to] = [join(draft, part), join(ROOT, 'docs', 'api', part)];
  if (!process.argv.includes('--check')) {
    await rm(to, { recursive: true, force: true });
    await cp(from, to, { recursive: true });
    return;
  }
  const [fresh, kept] = [await textsOf(from), await textsOf(to)];
  const stale = [...new Set([...fresh.keys(), ...kept.keys()])].filter((name) => fresh.get(name) !== kept.get(name));
  if (stale.length === 0) return;
  process.stderr.write(`docs/api/${part} is not what the code says (${stale.join(', ')}); run \`npm run docs:api\`.\n`);
  process.exitCode = 1;
}

/** The files below a folder that may not be there. */
async function textsOf(folder) {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const pages = names.filter((name) => name.endsWith('.md'));
  return new Map(await Promise.all(pages.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])));
}
