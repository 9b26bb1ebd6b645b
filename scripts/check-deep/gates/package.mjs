import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { program, ROOT, run } from '../run.mjs';
import { failed, passed } from './result.mjs';

const FOLDER = join(ROOT, 'dist', 'library');

/** The library as others install it. */
export const libraryPackage = {
  name: 'package',
  demands: 'publint and attw find nothing in the package of the library',
  async run() {
    const { scripts, version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    if (scripts['package:library'] === undefined) return failed('there is no `npm run package:library`');
    await rm(FOLDER, { recursive: true, force: true });
    const made = await run(['npm', 'run', '--silent', 'package:library']);
    if (made.status !== 0) return failed('it can not be made', made.out + made.errors);
    const tarball = (await readdir(FOLDER)).find((name) => name.endsWith('.tgz'));
    if (tarball === undefined) return failed('`npm run package:library` leaves no tarball in dist/library');
    const complaints = [...(await lintOf(join(FOLDER, tarball))), ...(await typeFaultsOf(join(FOLDER, tarball)))];
    return complaints.length === 0
      ? passed(`nothing to find in version ${version}`)
      : failed('publint or attw find something', complaints.join('\n'));
  },
};

async function lintOf(file) {
  const tarball = (await readFile(file)).buffer;
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg)}`);
}

/** CommonJS gets the package by `require()` of ES modules, which every Node has that it runs on: that is no fault. */
async function typeFaultsOf(file) {
  const { status, out, errors } = await run([program('attw'), file, '--profile', 'esm-only', '--format', 'ascii']);
  return status === 0 ? [] : [`attw: ${out}${errors}`];
}
