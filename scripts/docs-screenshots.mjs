// `npm run docs:screenshots`: the pictures of docs/, of the real page in a real browser, showing the demo data of a time
// that stays the same. The application, its database and all in it are made for this and thrown away.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { launchBrowser } from '../test/web/support/launch-browser.mjs';
import { PICTURES } from './docs-screenshots/pictures.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const IMAGES = join(ROOT, 'docs', 'images');
/** As docs/using-the-log.md says it. */
const TODAY = '2026-11-27';
const LARGEST_BYTES = 160_000;
const PEOPLE = { auditor: 'amara.okafor@harbour.example', admin: 'olivia.reyes@harbour.example' };

const directory = mkdtempSync(join(tmpdir(), 'docs-screenshots-'));
const env = { ...process.env, DATA_DIR: join(directory, 'data'), DATABASE_URL: '', PORT: '0', LOG_LEVEL: 'error' };
const running = [];
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));

console.log('Telling the demo data …');
const { password } = await printed(
  ['dist/src/demo/seed-demo.js', '--today', TODAY],
  /the password (?<password>[^\s,]+),/,
);
await ended(running[0]);
const { url } = await printed(['dist/src/main.js'], /Page\s+(?<url>http:\S+)\/\s/);
const browser = await launchBrowser();
try {
  mkdirSync(IMAGES, { recursive: true });
  const contexts = {};
  for (const [name, email] of Object.entries(PEOPLE)) contexts[name] = await signedIn(email);
  for (const picture of PICTURES) await take(picture, contexts[picture.as ?? 'auditor']);
} finally {
  await browser.close();
  await stop(running.at(-1));
}

/** Starts a program of the build, and gives what the pattern names in what it prints. */
async function printed(program, pattern) {
  const child = spawn(process.execPath, ['--enable-source-maps', ...program], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  let said = '';
  const found = await new Promise((find, fail) => {
    child.stdout.setEncoding('utf8').on('data', (part) => {
      said += part;
      const match = pattern.exec(said);
      if (match !== null) find(match.groups);
    });
    child.once('close', () => fail(new Error(`${program[0]} ended without what was waited for:\n${said}`)));
  });
  return found;
}

async function stop(child) {
  child.kill('SIGTERM');
  await ended(child);
}

async function ended(child) {
  if (child.exitCode === null) await once(child, 'close');
}

async function signedIn(email) {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Log', exact: true }).waitFor();
  await page.close();
  return context;
}

async function take({ name, path, prepare }, context) {
  const page = await context.newPage();
  await page.goto(path);
  await prepare(page);
  await page.locator('[data-stale], .mantine-Skeleton-root').first().waitFor({ state: 'detached' });
  await page.mouse.move(1279, 799); // nothing is pointed at
  const file = join(IMAGES, `${name}.png`);
  const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  await page.close();
  const named = `${relative(ROOT, file)}, ${png.length} bytes`;
  if (png.length > LARGEST_BYTES) throw new Error(`${named}: more than ${LARGEST_BYTES}.`);
  writeFileSync(file, png);
  console.log(named);
}
