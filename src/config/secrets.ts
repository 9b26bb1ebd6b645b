import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../start/error-code.ts';
import { StartError } from '../start/start.errors.ts';
import type { Environment } from './environment.ts';

/** Secrets of this installation, given or made at the first start. An injection token. */
export class Secrets {
  /** Key that signs sign-in tokens; the same after a restart, so that sessions survive it. */
  readonly jwtSecret: string;

  constructor(secrets: { readonly jwtSecret: string }) {
    this.jwtSecret = secrets.jwtSecret;
  }
}

/** The given secrets, and for those not given the ones kept in DATA_DIR, made on first use. */
export function loadSecrets(environment: Pick<Environment, 'JWT_SECRET' | 'DATA_DIR'>): Secrets {
  const jwtSecret = environment.JWT_SECRET ?? keptSecret(join(environment.DATA_DIR, 'jwt.secret'));
  return Object.freeze(new Secrets({ jwtSecret }));
}

/**
 * A random text of 64 hex digits that lives in a file only its owner may read (mode 0600).
 * The file appears whole or not at all, so two processes starting at once get the same secret.
 * @throws {StartError} when the file cannot be made or holds less than 32 characters
 */
export function keptSecret(file: string): string {
  const found = readSecret(file);
  if (found !== undefined) return found;
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
    linkSync(draft, file); // unlike rename, link never replaces the file of a faster process
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw unusable(file, error);
  } finally {
    rmSync(draft, { force: true });
  }
  const kept = readSecret(file);
  if (kept === undefined) throw unusable(file);
  return kept;
}

function readSecret(file: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw unusable(file, error);
  }
  if (text.length < 32) throw new StartError(`${file} holds no usable secret; delete it to have a new one made.`);
  return text;
}

function unusable(file: string, cause?: unknown): StartError {
  const code = errorCode(cause) ?? 'it vanished';
  return new StartError(
    `The secret in ${file} cannot be read or made (${code}); make the folder writable for this user or set another DATA_DIR.`,
    { cause },
  );
}
