import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Combination, manifestOfApplication } from './combination.ts';

const PLACE = resolve(import.meta.dirname, '..');

/** Somebody else's application, in a folder of its own that knows nothing of this repository. */
export class Application {
  readonly directory = mkdtempSync(join(tmpdir(), 'application-'));
  readonly #running = new Set<ChildProcess>();
  readonly #fixture: string;
  #complaints: readonly string[] = [];

  /** @param fixture folder of its files */
  constructor(fixture: 'fixture' | 'fixture-jest') {
    this.#fixture = join(PLACE, fixture);
  }

  /** Writes it, installs what it needs and compiles it. @throws {Error} with what npm or the compiler said */
  async create(combination: Combination, tarball: string): Promise<void> {
    await this.install(combination, tarball);
    const source = join(this.directory, 'src');
    renameSync(join(source, `main.${combination.platform}.ts`), join(source, 'main.ts'));
    for (const name of readdirSync(source)) if (/^main\..+\.ts$/.test(name)) rmSync(join(source, name));
    const complaints = await this.#compile();
    const own = complaints.filter((line) => line.startsWith('src/'));
    if (own.length > 0) throw new Error(`The application does not compile:\n${own.join('\n')}`);
    this.#complaints = complaints;
  }

  /** Writes it and installs what it needs. @throws {Error} with what npm said */
  async install(combination: Combination, tarball: string): Promise<void> {
    cpSync(this.#fixture, this.directory, { recursive: true });
    const manifest = manifestOfApplication(combination, tarball);
    writeFileSync(join(this.directory, 'package.json'), JSON.stringify(manifest, undefined, 2));
    await this.run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']);
  }

  /** What the compiler says against the types of the library, which are not taken on trust. */
  get complaints(): readonly string[] {
    return this.#complaints.filter((line) => line.startsWith('node_modules/nestjs-audit-log/'));
  }

  /** Runs a command in its folder. @returns what it said @throws {Error} with what it said, when it fails */
  async run(program: string, args: readonly string[]): Promise<string> {
    const child = spawn(program, args, { cwd: this.directory, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise((end) => child.once('close', end));
    const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${String(code)}:\n${output}${errors}`);
    return output;
  }

  /** Starts it. @returns its address, and what ends it in good order */
  async start(settings: Readonly<Record<string, string>>): Promise<{ url: string; stop(): Promise<void> }> {
    const child = spawn(process.execPath, [join('dist', 'main.js')], {
      cwd: this.directory,
      env: { ...environment(), PORT: '0', ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.add(child);
    const ended = new Promise<void>((end) => child.once('close', () => end()));
    const url = await addressIn(child);
    const stop = (): Promise<void> => {
      child.kill('SIGTERM');
      return ended;
    };
    return { url, stop };
  }

  /** It writes programs also where it complains. */
  async #compile(): Promise<readonly string[]> {
    const compiled = this.run('npx', ['tsc', '--skipLibCheck', 'false', '--pretty', 'false']);
    const said = await compiled.catch(({ message }: Error) => message);
    return said.split('\n').filter((line) => line.includes(': error TS'));
  }

  async remove(): Promise<void> {
    for (const child of this.#running) child.kill('SIGKILL');
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** What a run of the tests, and npm around it, say to their own processes only. */
const OF_THE_RUN = /^(npm_(?!config_(cache|registry|userconfig)$)|JEST_|TEST_|NODE_|DATABASE_|PACKAGE_|AUDIT_|PORT$)/i;

function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !OF_THE_RUN.test(name));
  return { ...Object.fromEntries(kept), NO_COLOR: '1' };
}

/** Waits until it says where it listens. */
function addressIn(child: ChildProcess): Promise<string> {
  return new Promise((found, reject) => {
    let said = '';
    const listen = (chunk: unknown): void => {
      said += String(chunk);
      const address = /^Listening at (http:\S+)$/m.exec(said)?.[1];
      if (address !== undefined) found(address);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('close', () => reject(new Error(`The application did not start:\n${said}`)));
  });
}
