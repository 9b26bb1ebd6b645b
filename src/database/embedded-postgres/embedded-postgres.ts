import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { withDatabase, withUser } from '../../config/postgres-url.ts';
import { keptSecret } from '../../config/secrets.ts';
import type { Announce } from '../../logging/announce.ts';
import { errorCode, errorMessage } from '../../start/error-code.ts';
import { StartError } from '../../start/start.errors.ts';
import { findBinaries } from './binaries.ts';
import { lockDirectory } from './directory-lock.ts';
import { initialiseCluster } from './initialise.ts';
import { endOrphan } from './orphan.ts';
import { APPLICATION_LOGIN, ensureLogin, ensureOwnDatabase, MAINTENANCE_LOGIN } from './own-database.ts';
import { type RunningServer, type ServerParts, startServer, stopServer, superuserUrl } from './server-process.ts';
import { serverUser } from './server-user.ts';

/** A PostgreSQL server that belongs to this process. */
export interface EmbeddedPostgres {
  /** Address of the database `audit` for its owner, a user without special rights, which migrates it. */
  readonly url: string;
  /** Of the same database for the running application, which owns nothing. */
  readonly applicationUrl: string;
  /** Of the same database for the maintenance of the log. */
  readonly maintenanceUrl: string;
  /** Address of the maintenance database for the superuser. */
  readonly superuserUrl: string;
  /** Ends the server in good order and frees its folder. */
  stop(): Promise<void>;
}

/** What {@link startEmbeddedPostgres} needs to know. */
export interface EmbeddedPostgresOptions {
  /** Folder for everything of the server: `postgres/`, its log and its passwords. Made when missing. */
  readonly directory: string;
  /** Settings of `postgresql.conf`. @default none: nothing that was committed is ever lost */
  readonly settings?: Readonly<Record<string, string>>;
  readonly announce?: Announce;
}

/**
 * Starts the PostgreSQL that npm installed, with its data in a folder of ours, making the database on first use.
 * A server that ends although nobody stopped it is started again at the same address.
 * @throws {StartError} when another process uses the folder, or the server cannot be made or started
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const directory = makeDirectory(options.directory);
  const lock = await lockDirectory(directory);
  try {
    const parts = await prepareCluster(directory, options);
    const server = await startServer(parts);
    const kept = keepRunning(parts, server);
    const superuser = superuserUrl(server.port, parts.password);
    const logins = await ensureLogins(superuser, { directory, password: parts.password }).catch(
      async (error: unknown) => {
        await kept.stop();
        throw error;
      },
    );
    return {
      ...logins,
      superuserUrl: superuser,
      stop: async () => {
        await kept.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Makes the database and who signs in to it. @returns its addresses */
async function ensureLogins(
  superuser: string,
  { directory, password }: { readonly directory: string; readonly password: string },
): Promise<Pick<EmbeddedPostgres, 'url' | 'applicationUrl' | 'maintenanceUrl'>> {
  const application = keptSecret(join(directory, 'postgres-application.password'));
  const maintenance = keptSecret(join(directory, 'postgres-maintenance.password'));
  await ensureOwnDatabase(superuser, password);
  await ensureLogin(superuser, { name: APPLICATION_LOGIN, password: application });
  await ensureLogin(superuser, { name: MAINTENANCE_LOGIN, password: maintenance });
  const database = withDatabase(superuser, 'audit');
  return {
    url: withUser(database, { name: 'audit', password }),
    applicationUrl: withUser(database, { name: APPLICATION_LOGIN, password: application }),
    maintenanceUrl: withUser(database, { name: MAINTENANCE_LOGIN, password: maintenance }),
  };
}

async function prepareCluster(directory: string, options: EmbeddedPostgresOptions): Promise<ServerParts> {
  const user = serverUser();
  const parts = {
    directory: join(directory, 'postgres'),
    binaries: findBinaries(user),
    user,
    password: keptSecret(join(directory, 'postgres.password')),
    settings: options.settings ?? {},
  };
  if (existsSync(parts.directory)) {
    await endOrphan(parts.directory);
    refuseForeignCluster(parts);
  } else {
    options.announce?.(`Making a new database in ${parts.directory} …`);
    await initialiseCluster(parts);
  }
  return parts;
}

function refuseForeignCluster({ directory, user }: ServerParts): void {
  const expected = user?.uid ?? process.getuid?.();
  if (expected === undefined || statSync(directory).uid === expected) return;
  throw new StartError(
    `${directory} belongs to another user, as whom the application was started before; start it as that user again or set another DATA_DIR.`,
  );
}

function makeDirectory(directory: string): string {
  try {
    mkdirSync(directory, { recursive: true });
    return realpathSync(directory);
  } catch (error) {
    throw new StartError(
      `DATA_DIR ${directory} cannot be made (${errorCode(error)}); set DATA_DIR to a folder this user may write to.`,
      { cause: error },
    );
  }
}

/** Longest pause between two attempts to bring a server back. */
const LONGEST_PAUSE_MS = 10_000;

function keepRunning(parts: ServerParts, first: RunningServer): { stop(): Promise<void> } {
  const logger = new Logger('Database');
  const stopping = new AbortController();
  let current = first.process;
  let revival = Promise.resolve();

  const watch = (child: ChildProcess): void => {
    child.once('exit', () => {
      if (!stopping.signal.aborted) revival = revive();
    });
  };
  const revive = async (): Promise<void> => {
    logger.error('The embedded database ended unexpectedly and is started again.');
    for (let pause = 100; !stopping.signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        await endOrphan(parts.directory);
        current = (await startServer(parts, first.port)).process;
        watch(current);
        logger.log('The embedded database is back.');
        return;
      } catch (error) {
        logger.error(errorMessage(error));
        await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };
  watch(current);
  return {
    stop: async () => {
      stopping.abort();
      await revival;
      await stopServer(current);
    },
  };
}
