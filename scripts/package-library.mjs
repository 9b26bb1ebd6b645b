import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compile, compilePage } from './package-library/compile.mjs';
import { writeDocuments } from './package-library/documents.mjs';
import { manifestOf } from './package-library/manifest.mjs';

/**
 * Makes the npm package of the library from `src/audit`.
 * @param {string} root folder of the project
 * @param {string} destination folder for the tarball; it is made
 * @returns {string} path of the tarball
 */
export function packageLibrary(root, destination) {
  const workshop = join(root, 'node_modules', '.cache', 'library', String(process.pid));
  const folder = join(workshop, 'package');
  rmSync(workshop, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    compile(root, { workshop, output: join(folder, 'dist') });
    compilePage(root, join(folder, 'dist'));
    const manifest = manifestOf(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
    writeDocuments(root, folder);
    return pack(folder, destination);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

function pack(folder, destination) {
  mkdirSync(destination, { recursive: true });
  const { status, stdout, stderr } = spawnSync('npm', ['pack', '--json', '--pack-destination', destination], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm pack has failed:\n${stderr}`);
  const [{ filename }] = JSON.parse(stdout);
  return join(destination, filename);
}

if (process.argv[1] === import.meta.filename) {
  const root = resolve(import.meta.dirname, '..');
  const destination = resolve(process.argv[2] ?? join(root, 'dist', 'library'));
  process.stdout.write(`${packageLibrary(root, destination)}\n`);
}
