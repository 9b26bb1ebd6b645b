import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { hostAndPort } from '../config/postgres-url.ts';
import type { Announce } from '../logging/announce.ts';
import { errorCode, errorMessage } from '../start/error-code.ts';
import { StartError } from '../start/start.errors.ts';
import { APPLICATION_NAME } from './data-source.ts';

/** Answers of a server that is there and will say the same next time, by SQLSTATE; they name the setting. */
const REFUSALS: Readonly<Record<string, string>> = {
  '28P01': 'refuses the user or password of {setting}; correct it',
  '28000': 'does not let the user of {setting} in; correct it or the pg_hba.conf of the server',
  '3D000': 'has no database of the name in {setting}; create it or correct the name',
};

/** The oldest PostgreSQL the application is made for. */
const OLDEST_VERSION = 14;

const RETRY_MS = 250;
const REPORT_MS = 2000;

/**
 * Waits until the server of DATABASE_URL, or of another setting, accepts connections; it may be starting beside us.
 * @throws {StartError} when it does not in time, refuses us, or is too old
 */
export async function waitForDatabase(
  url: string,
  given: { readonly seconds: number; readonly announce: Announce; readonly setting?: string },
): Promise<void> {
  const { seconds, announce, setting = 'DATABASE_URL' } = given;
  const started = Date.now();
  const where = hostAndPort(url);
  for (let reportAt = 0; ; await delay(RETRY_MS)) {
    const left = seconds * 1000 - (Date.now() - started);
    const answer = await ask(url, Math.min(5000, Math.max(left, 500)));
    if (typeof answer === 'number') return refuseOldServer(answer, where);
    const refusal = REFUSALS[errorCode(answer.error) ?? '']?.replace('{setting}', setting);
    if (refusal !== undefined)
      throw new StartError(`The database server at ${where} ${refusal}.`, { cause: answer.error });
    const waited = Date.now() - started;
    if (waited >= seconds * 1000) throw unreachable({ where, seconds, setting, reason: answer.error });
    if (waited >= reportAt) {
      announce(`Waiting for the database at ${where} … (${Math.floor(waited / 1000)} s of ${seconds})`);
      reportAt = waited + REPORT_MS;
    }
  }
}

/** The server's version, e.g. 180004, or why there is none. */
async function ask(url: string, timeoutMs: number): Promise<number | { readonly error: unknown }> {
  const client = new Client({
    connectionString: url,
    application_name: APPLICATION_NAME,
    connectionTimeoutMillis: timeoutMs,
  });
  client.on('error', () => undefined); // a connection lost between two calls is seen by the next call
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
    return Number(rows[0]?.server_version_num);
  } catch (error) {
    return { error };
  } finally {
    await client.end().catch(() => undefined);
  }
}

function refuseOldServer(version: number, where: string): void {
  const major = Math.floor(version / 10_000);
  if (major >= OLDEST_VERSION) return;
  throw new StartError(
    `The database server at ${where} is PostgreSQL ${major}; use PostgreSQL ${OLDEST_VERSION} or newer.`,
  );
}

function unreachable(found: {
  readonly where: string;
  readonly seconds: number;
  readonly setting: string;
  readonly reason: unknown;
}): StartError {
  const reason = errorCode(found.reason) ?? errorMessage(found.reason);
  return new StartError(
    `The database at ${found.where} did not answer within ${found.seconds} s (${reason}); ` +
      `start it, correct ${found.setting}, or raise DATABASE_WAIT_SECONDS.`,
    { cause: found.reason },
  );
}
