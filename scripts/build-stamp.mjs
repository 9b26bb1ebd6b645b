import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Everything the build reads. Specs are not part of it. */
const SOURCES = ['src', 'migrations', 'web', 'ormconfig.ts', 'nest-cli.json', 'package-lock.json'];

/** File in the build's folder that says which sources it was made from. */
export const STAMP = '.stamp';

/**
 * A hash over the names and contents of everything the build reads. Contents, not times: a checkout or a copied
 * folder changes times and nothing else.
 * @param {string} root folder of the project
 * @returns {string | undefined} undefined when there are no sources, as in an image that holds only the build
 */
export function sourceHash(root) {
  if (!existsSync(join(root, 'src'))) return undefined;
  const configs = readdirSync(root).filter((name) => /^tsconfig.*\.json$/.test(name));
  const files = [...SOURCES, ...configs].flatMap((name) => filesOf(join(root, name)));
  const hash = createHash('sha256');
  for (const file of files.filter((name) => !name.endsWith('.spec.ts')).toSorted(byName)) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file).split(sep).join('/')}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * Is the build there, whole, and made from these sources?
 * @param {string} root folder of the project
 * @param {string} output folder of the build
 */
export function isBuilt(root, output = join(root, 'dist')) {
  if (!existsSync(join(output, 'src', 'main.js'))) return false;
  const hash = sourceHash(root);
  return hash === undefined || stampOf(output) === hash;
}

/** @param {string} output folder of a build; @returns the hash of its sources, or undefined when it is not whole */
export function stampOf(output) {
  const stamp = join(output, STAMP);
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
}

function byName(a, b) {
  return a < b ? -1 : 1; // the same on every machine, unlike localeCompare
}

/** @param {string} path a file, a folder, or nothing */
function filesOf(path) {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
}
