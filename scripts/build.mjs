import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isBuilt, sourceHash, STAMP, stampOf } from './build-stamp.mjs';

/** A build that cannot be made, in words for whoever asked for it. */
export class BuildError extends Error {}

/**
 * Builds the project when its sources changed since the last build. The build is made beside `dist` and takes its
 * place when complete: an interrupted one leaves nothing behind that looks whole, and of two at once both end well.
 * @param {string} root folder of the project
 * @param {(line: string) => void} say told before a build begins
 * @throws {BuildError}
 */
export async function ensureBuilt(root, say = () => undefined) {
  if (isBuilt(root)) return;
  say('Building …');
  const hash = sourceHash(root);
  const workshop = join(root, 'node_modules', '.cache', 'build');
  const output = join(workshop, String(process.pid));
  clearAbandoned(workshop);
  mkdirSync(output, { recursive: true });
  try {
    await compile(root, { config: join(workshop, `tsconfig.${process.pid}.json`), output });
    writeFileSync(join(output, STAMP), hash);
    replace(root, output);
  } finally {
    rmSync(output, { recursive: true, force: true });
    rmSync(join(workshop, `tsconfig.${process.pid}.json`), { force: true });
  }
}

async function compile(root, { config, output }) {
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  if (!existsSync(nest)) throw new BuildError('The build tools are missing; run `npm ci` first.');
  const options = {
    extends: join(root, 'tsconfig.build.json'),
    compilerOptions: { outDir: output, incremental: false, pretty: false },
  };
  writeFileSync(config, JSON.stringify(options));
  await run(root, [nest, 'build', '--path', relative(root, config)]);
  if (!existsSync(join(output, 'src', 'main.js'))) throw new BuildError('The build failed: it left no program.');
  await compilePage(root, { mode: 'production', output: join(output, 'web') });
  await compilePage(root, { mode: 'audit-page', output: join(output, 'src', 'audit', 'page', 'web') });
}

/** A page: that of this application, which the server serves at `/`, or `audit-page`, that of the library. */
async function compilePage(root, { mode, output }) {
  if (!existsSync(join(root, 'web', 'vite.config.ts'))) return;
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  if (!existsSync(vite)) throw new BuildError('The build tools are missing; run `npm ci` first.');
  await run(root, [vite, 'build', join(root, 'web'), '--mode', mode, '--outDir', output, '--logLevel', 'error']);
}

/** Runs a compiler. @throws {BuildError} with all it said, when it fails */
async function run(root, command) {
  // Whoever asks for it, be it a test: what is built is what is served.
  const env = { ...process.env, NODE_ENV: 'production' };
  const child = spawn(process.execPath, command, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  const release = endOnSignal(child);
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  release();
  if (status !== 0) throw new BuildError(`The build failed:\n${Buffer.concat(said).toString().trim()}`);
}

/** A stop during the build ends the compiler too. @returns what lets the signals be as they were */
function endOnSignal(child) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const end = () => {
    child.kill('SIGKILL');
    process.exit(130);
  };
  for (const signal of signals) process.once(signal, end);
  return () => signals.forEach((signal) => process.off(signal, end));
}

/** Puts a complete build in the place of the old one; leaves an equal one that somebody else put there meanwhile. */
function replace(root, output) {
  const dist = join(root, 'dist');
  const old = `${output}.old`;
  for (let attempt = 1; stampOf(dist) !== stampOf(output); attempt += 1) {
    try {
      if (existsSync(dist)) moveFolder(dist, old);
      moveFolder(output, dist);
      return;
    } catch (error) {
      if (attempt === 10)
        throw new BuildError(`The build cannot be moved to ${dist} (${error.code}).`, { cause: error });
    } finally {
      rmSync(old, { recursive: true, force: true });
    }
  }
}

/** Moves a folder, also where `node_modules` is a file system of its own, as in some containers. */
function moveFolder(from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    if (error.code !== 'EXDEV') throw error;
    const draft = `${to}.${process.pid}`;
    cpSync(from, draft, { recursive: true });
    renameSync(draft, to);
    rmSync(from, { recursive: true, force: true });
  }
}

/** Removes what builds that were killed left behind. */
function clearAbandoned(workshop) {
  if (!existsSync(workshop)) return;
  for (const name of readdirSync(workshop)) {
    const pid = Number(/\d+/.exec(name)?.[0]);
    if (!isAlive(pid)) rmSync(join(workshop, name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

if (process.argv[1] === import.meta.filename) {
  try {
    await ensureBuilt(join(import.meta.dirname, '..'), (line) => process.stdout.write(`${line}\n`));
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
