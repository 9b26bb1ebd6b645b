// Plain JavaScript, as the benchmark and the pictures of the documents need a browser, too, without a compiler.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage'];
const INSTALLED = ['/usr/bin/chromium', '/usr/bin/google-chrome'];

/** Not `/tmp/chromium`, where the package would look else: that name carries no version. */
const CACHE = resolve(import.meta.dirname, '../../../node_modules/.cache/chromium');

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

/** Gives the program, and the folder of the libraries that it needs where the machine does not have them. */
async function unpack() {
  mkdirSync(CACHE, { recursive: true });
  const script = join(import.meta.dirname, 'chromium-path.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env: { ...process.env, TMPDIR: CACHE } });
  return JSON.parse(stdout);
}
