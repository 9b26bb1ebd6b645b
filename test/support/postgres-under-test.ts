import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withDatabase } from '../../src/config/postgres-url.ts';
import { findBinaries } from '../../src/database/embedded-postgres/binaries.ts';
import { initialiseCluster } from '../../src/database/embedded-postgres/initialise.ts';
import { ensureOwnDatabase } from '../../src/database/embedded-postgres/own-database.ts';
import {
  type RunningServer,
  type ServerParts,
  startServer,
  stopServer,
  superuserUrl,
} from '../../src/database/embedded-postgres/server-process.ts';
import { serverUser } from '../../src/database/embedded-postgres/server-user.ts';
import { migrate } from '../../src/database/migrate.ts';
import { until } from './until.ts';

/**
 * Its processes are killed, the machine is not: what was written needs no fsync to be there. By itself the server
 * confirms what it has not written yet, so that only who asks for more is safe.
 */
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', autovacuum: 'off' };
const PASSWORD = '0123456789abcdef';

/** A PostgreSQL server that a test may do anything to. */
export class PostgresUnderTest {
  readonly #parts: ServerParts;
  #server: RunningServer;

  private constructor(parts: ServerParts, server: RunningServer) {
    this.#parts = parts;
    this.#server = server;
  }

  /** Makes one in a temporary directory, with the tables of the application. */
  static async create(): Promise<PostgresUnderTest> {
    const user = serverUser();
    const directory = join(mkdtempSync(join(tmpdir(), 'postgres-under-test-')), 'postgres');
    const parts = { directory, binaries: findBinaries(user), user, password: PASSWORD, settings: SETTINGS };
    await initialiseCluster(parts);
    const server = await startServer(parts);
    await ensureOwnDatabase(superuserUrl(server.port, PASSWORD), PASSWORD);
    const postgres = new PostgresUnderTest(parts, server);
    await migrate(postgres.url);
    return postgres;
  }

  /** Of the database, for its owner. */
  get url(): string {
    const url = new URL(withDatabase(superuserUrl(this.#server.port, PASSWORD), 'audit'));
    url.username = 'audit';
    return url.href;
  }

  /** Of the same database, for who may do everything. */
  get superuserUrl(): string {
    return withDatabase(superuserUrl(this.#server.port, PASSWORD), 'audit');
  }

  /** Ends it in good order; connections break. */
  async stop(): Promise<void> {
    await stopServer(this.#server.process);
  }

  /** Ends it as a crash does: `immediate` is PostgreSQL's own way to, `kill` leaves it no say. */
  async crash(how: 'immediate' | 'kill'): Promise<void> {
    const { process } = this.#server;
    const others = childrenOf(process.pid!);
    const gone = new Promise((resolve) => process.once('exit', resolve));
    process.kill(how === 'immediate' ? 'SIGQUIT' : 'SIGKILL');
    await gone;
    await until('its other processes are gone', () => others.every((pid) => !exists(pid)));
  }

  /** Begins again at the same address. */
  async start(): Promise<void> {
    this.#server = await startServer(this.#parts, this.#server.port);
  }

  /** None of its processes does anything until {@link thaw}. */
  freeze(): void {
    this.#toAll('SIGSTOP');
  }

  thaw(): void {
    this.#toAll('SIGCONT');
  }

  async remove(): Promise<void> {
    this.thaw();
    await this.stop();
    await rm(join(this.#parts.directory, '..'), { recursive: true, force: true });
  }

  #toAll(signal: NodeJS.Signals): void {
    const { pid } = this.#server.process;
    if (pid === undefined || !exists(pid)) return;
    process.kill(pid, signal); // at first, so that it begins no more of them
    for (const each of childrenOf(pid)) if (exists(each)) process.kill(each, signal);
  }
}

function childrenOf(parent: number): readonly number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.filter(([, of]) => of === parent).map(([pid]) => pid!);
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
