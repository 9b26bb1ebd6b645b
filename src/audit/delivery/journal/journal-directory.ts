import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { AuditError } from '../../audit.errors.ts';
import type { JournalFiles } from './journal-files.ts';
import { syncDirectoryNow } from './sync-directory.ts';
import { holdLock, livenessOf, type WriterLock } from './writer-lock.ts';

const ABOUT = 'writer.json';
/** Where the journals of dead processes stand in the directory of the one that has taken them over. */
export const ORPHANS = 'orphans';
/** How the name of one begins that is not complete yet. */
const MAKING = 'making-';
/** One that has not become complete in so long never will, in milliseconds. */
const UNMADE_MS = 3_600_000;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** A process of another machine that was not heard of for so long is dead, in milliseconds. */
const SILENCE_MS = 120_000;

/** What a journal says about its writer, so that another process can tell whether it may take it over. */
export interface AboutWriter {
  readonly host: string;
  readonly processId: number;
  /** Which run of which machine it is on; the containers of a machine share it. Empty where nobody knows. */
  readonly boot: string;
  /** Where its entries go, as far as the settings tell: an address without a password. */
  readonly target: string;
  /** Where they go as the database itself says; unknown until it was asked. */
  readonly log?: string;
}

/** The directory of the journal of this process. While it is held, nobody else takes it over. */
export class JournalDirectory {
  readonly writer: string;
  readonly #root: string;
  readonly #files: JournalFiles;
  #lock: WriterLock;
  #about: AboutWriter;
  #restored: Promise<void> = Promise.resolve();

  private constructor(parts: {
    root: string;
    writer: string;
    files: JournalFiles;
    lock: WriterLock;
    about: AboutWriter;
  }) {
    this.writer = parts.writer;
    this.#root = parts.root;
    this.#files = parts.files;
    this.#lock = parts.lock;
    this.#about = parts.about;
  }

  /**
   * Makes one below the root, which is made as well. It gets its name when it is complete, so that nobody meets it half made.
   * @throws {AuditError} AUDIT_JOURNAL_UNUSABLE
   */
  static async create(
    root: string,
    { writer, target, files }: { readonly writer: string; readonly target: string; readonly files: JournalFiles },
  ): Promise<JournalDirectory> {
    const about: AboutWriter = { host: hostname(), processId: process.pid, boot: bootId(), target };
    const making = join(root, `${MAKING}${writer}`);
    let lock: WriterLock | undefined;
    try {
      files.mkdirSync(join(making, ORPHANS), { recursive: true, mode: 0o700 });
      writeAbout(making, about, files);
      lock = await holdLock(making);
      files.renameSync(making, join(root, writer));
      syncDirectoryNow(root, files);
      return new JournalDirectory({ root, writer, files, lock, about });
    } catch (error) {
      await lock?.release();
      removeQuietly(making, files);
      throw new AuditError('AUDIT_JOURNAL_UNUSABLE', {
        message: `The journal of the audit log can't be kept in ${root}: ${error instanceof Error ? error.message : String(error)}; let the application write there, name another directory, or switch the journal off by name.`,
        cause: error,
      });
    }
  }

  get path(): string {
    return join(this.#root, this.writer);
  }

  /** Notes where the entries really go. */
  identify(log: string): void {
    if (this.#about.log === log) return;
    this.#about = { ...this.#about, log };
    writeAbout(this.path, this.#about, this.#files);
  }

  /** Says that this process lives. False when somebody has taken the directory away. */
  beat(): boolean {
    try {
      const now = new Date();
      this.#files.utimesSync(join(this.path, ABOUT), now, now);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Makes the directory again, after somebody has taken it away. It says whose it is only when it is held: before,
   * nobody takes it over.
   * @throws what the file system throws
   */
  restore(): void {
    this.#files.mkdirSync(join(this.path, ORPHANS), { recursive: true, mode: 0o700 });
    // where that fails, the next beat finds that it is not complete
    this.#restored = this.#restored.then(() => this.#holdAgain()).catch(() => undefined);
  }

  /** Settles when the directory that was made again is complete. */
  get restored(): Promise<void> {
    return this.#restored;
  }

  /**
   * Takes over the journals of dead processes that belong to the same log: renamed into this directory, which one of
   * several processes can do only once. Journals that those had taken over come along.
   * @returns their directories, and those that belong to another log
   */
  async adopt(log: string): Promise<{ readonly adopted: readonly string[]; readonly foreign: readonly string[] }> {
    const [adopted, foreign]: [string[], string[]] = [[], []];
    const names = this.#files.readdirSync(this.#root);
    for (const name of names.filter((each) => each.startsWith(MAKING))) this.#forgetUnmade(join(this.#root, name));
    for (const writer of names.filter((name) => UUID.test(name) && name !== this.writer)) {
      const path = join(this.#root, writer);
      const about = readAbout(path, this.#files);
      if (about === undefined || !(await this.#isDead(path, about))) continue;
      if (about.log === undefined ? about.target !== this.#about.target : about.log !== log) foreign.push(path);
      else adopted.push(...this.#take(path, writer));
    }
    return { adopted, foreign };
  }

  /** @param options.isEmpty whether nothing is left in it that anybody needs */
  async release({ isEmpty }: { readonly isEmpty: boolean }): Promise<void> {
    await this.#restored;
    await this.#lock.release();
    if (isEmpty && this.#orphans().length === 0) this.#files.rmSync(this.path, { recursive: true, force: true });
  }

  async #holdAgain(): Promise<void> {
    await this.#lock.release();
    this.#lock = await holdLock(this.path);
    writeAbout(this.path, this.#about, this.#files);
  }

  #orphans(): readonly string[] {
    const path = join(this.path, ORPHANS);
    return this.#files.existsSync(path) ? this.#files.readdirSync(path) : [];
  }

  /** Its process has died while it was made: nothing was written there. */
  #forgetUnmade(path: string): void {
    try {
      if (Date.now() - this.#files.statSync(path).mtimeMs > UNMADE_MS) removeQuietly(path, this.#files);
    } catch {
      // it is complete by now
    }
  }

  /** The directory, and those that its process had taken over itself. */
  #take(from: string, writer: string): readonly string[] {
    const path = join(this.path, ORPHANS, writer);
    const nested = join(path, ORPHANS);
    try {
      this.#files.renameSync(from, path);
    } catch {
      return []; // another process was faster
    }
    if (!this.#files.existsSync(nested)) return [path];
    const names = this.#files.readdirSync(nested).filter((name) => UUID.test(name));
    return [path, ...names.flatMap((name) => this.#take(join(nested, name), name))];
  }

  /** Sockets tell of processes on the same machine; of others only the time tells since when they are silent. */
  async #isDead(path: string, { host, boot }: AboutWriter): Promise<boolean> {
    const isHere = boot === this.#about.boot;
    if (!isHere && host === this.#about.host) return true; // this machine was started anew since
    const liveness = isHere ? await livenessOf(path) : 'unknown';
    return liveness === 'dead' || (liveness === 'unknown' && this.#isSilent(path));
  }

  /** By the clock of the file system, which is the same for both. */
  #isSilent(path: string): boolean {
    try {
      this.beat();
      const [theirs, ours] = [path, this.path].map((each) => this.#files.statSync(join(each, ABOUT)).mtimeMs);
      return theirs !== undefined && ours !== undefined && ours - theirs > SILENCE_MS;
    } catch {
      return false;
    }
  }
}

/** A new name for a writer. */
export function newWriterId(): string {
  return randomUUID();
}

function readAbout(path: string, files: JournalFiles): AboutWriter | undefined {
  try {
    const about = JSON.parse(files.readFileSync(join(path, ABOUT), 'utf8')) as Partial<AboutWriter> | null;
    const isOurs = [about?.host, about?.boot, about?.target].every((each) => typeof each === 'string');
    return isOurs ? (about as AboutWriter) : undefined;
  } catch {
    return undefined; // gone meanwhile, or not one of ours
  }
}

/** After a loss of power, it has to be there as a whole: else nobody would take over what is beside it. */
function writeAbout(path: string, about: AboutWriter, files: JournalFiles): void {
  const making = join(path, `${ABOUT}.making`);
  files.writeFileSync(making, JSON.stringify(about), { mode: 0o600, flush: true });
  files.renameSync(making, join(path, ABOUT));
  syncDirectoryNow(path, files);
}

function removeQuietly(path: string, files: JournalFiles): void {
  try {
    files.rmSync(path, { recursive: true, force: true });
  } catch {
    // the fault that came before is the one to tell
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
