import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const PROJECT = resolve(import.meta.dirname, '..', '..', '..');

/** Everything the package is made from. */
const SOURCES = ['src/audit', 'docs', 'scripts', 'README.md', 'LICENSE', 'package.json', 'nest-cli.json'];

/** The tarball of the library as it is now; one that was made from the same sources is used again. */
export async function libraryPackage(): Promise<string> {
  const folder = join(PROJECT, 'node_modules', '.cache', 'library');
  const place = join(folder, `${hashOfSources()}.tgz`);
  if (existsSync(place)) return place;
  mkdirSync(folder, { recursive: true });
  const draft = mkdtempSync(join(folder, 'draft-'));
  try {
    renameSync(await make(draft), place);
    return place;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function make(destination: string): Promise<string> {
  const script = join(PROJECT, 'scripts', 'package-library.mjs');
  const child = spawn(process.execPath, [script, destination], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((end) => child.once('close', end));
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`The package was not made:\n${errors}`);
  return output.trim();
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  const configs = readdirSync(PROJECT).filter((name) => /^tsconfig.*\.json$/.test(name));
  for (const path of [...SOURCES, ...configs].flatMap(filesOf)) {
    hash.update(`${path}\0`).update(readFileSync(join(PROJECT, path)));
  }
  return hash.digest('hex').slice(0, 16);
}

function filesOf(path: string): readonly string[] {
  const entries = readdirSync(PROJECT, { withFileTypes: true });
  if (entries.some((entry) => entry.name === path && entry.isFile())) return [path];
  return readdirSync(join(PROJECT, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(PROJECT.length + 1))
    .toSorted();
}
