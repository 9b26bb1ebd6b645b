// Plain JavaScript, as the benchmark and the pictures of the documents need a browser, too, without a compiler.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage'];
const INSTALLED = ['/usr/bin/chromium', '/usr/bin/google-chrome'];

const ROOT = resolve(import.meta.dirname, '../../..');
/** Not `/tmp/chromium`, where the package would look else: that name carries no version. */
const CACHE = join(ROOT, 'node_modules', '.cache', 'chromium');
/** What was found out when it was unpacked: where program and libraries are. */
const FOUND = 'found.json';

/** A headless Chromium: that of `CHROMIUM_PATH`, else the machine's, else the one that `npm ci` has brought. */
export async function launchBrowser() {
  const installed = [process.env.CHROMIUM_PATH, ...INSTALLED].find((path) => path && existsSync(path));
  if (installed) return chromium.launch({ executablePath: installed, args: FLAGS });
  const { program, libraries } = await unpack();
  return chromium.launch({
    executablePath: program,
    args: [...FLAGS, '--headless=shell'],
    ...(libraries && { env: { ...process.env, LD_LIBRARY_PATH: libraries } }),
  });
}

/**
 * Gives the program, and the folder of the libraries that it needs where the machine does not have them. Several may want
 * it at once: each unpacks beside the others, and what is complete first takes the place.
 */
async function unpack() {
  const place = join(CACHE, versionOfPackage());
  const found = join(place, FOUND);
  if (!existsSync(found)) {
    mkdirSync(CACHE, { recursive: true });
    const draft = mkdtempSync(join(CACHE, 'draft-'));
    const env = { ...process.env, TMPDIR: draft };
    const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'chromium-path.mjs')], {
      env,
    });
    writeFileSync(join(draft, FOUND), stdout.replaceAll(draft, '.'));
    try {
      renameSync(draft, place);
    } catch (error) {
      rmSync(draft, { recursive: true });
      if (!existsSync(found)) throw error;
    }
  }
  const { program, libraries } = JSON.parse(readFileSync(found, 'utf8'));
  return { program: resolve(place, program), libraries: libraries && resolve(place, libraries) };
}

function versionOfPackage() {
  const manifest = join(ROOT, 'node_modules', '@sparticuz', 'chromium', 'package.json');
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}
