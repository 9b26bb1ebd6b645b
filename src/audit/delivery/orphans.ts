import type { JournalDirectory } from './journal/journal-directory.ts';
import type { JournalFiles } from './journal/journal-files.ts';
import type { JournalledEntry } from './journal/journal-batch.ts';
import { OrphanJournal } from './journal/orphan-journal.ts';
import type { AuditStore } from './writer/audit-store.ts';

/** What happens to the journals of dead processes. */
export interface OrphanEvents {
  readonly onAdopted: (orphan: OrphanJournal) => void;
  /** Journals that are nobody's here; told of once each. */
  readonly onForeign: (path: string) => void;
  readonly onSettled: (count: { readonly stored: number; readonly refused: number }) => void;
  readonly onLost: (lost: { readonly count: number; readonly from: number; readonly to: number }) => void;
  readonly onDisplaced: (entries: readonly JournalledEntry[]) => void;
  /** The line of the entry of something that was begun and of which nobody knows how it ended. */
  readonly onOpenIntent: (line: string) => boolean;
}

/** The journals of dead processes that this one has taken over, until all of them are stored and old enough to go. */
export class Orphans {
  readonly #events: OrphanEvents;
  readonly #files: JournalFiles;
  readonly #told = new Set<string>();
  readonly #finished = new WeakSet<OrphanJournal>();
  #journals: readonly OrphanJournal[] = [];
  /** What was taken over and could not be opened yet, and why. */
  #unopened: readonly string[] = [];
  #why: unknown;

  constructor(events: OrphanEvents, files: JournalFiles) {
    this.#events = events;
    this.#files = files;
  }

  get sources(): readonly OrphanJournal[] {
    return this.#journals;
  }

  get bytes(): number {
    return this.#journals.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Looks for journals whose process is dead. @returns whether any was taken over @throws when one can't be opened */
  async adopt(directory: JournalDirectory, log: string): Promise<boolean> {
    const { adopted, foreign } = await directory.adopt(log);
    for (const path of foreign.filter((each) => !this.#told.has(each))) {
      this.#told.add(path);
      this.#events.onForeign(path);
    }
    const paths = [...this.#unopened, ...adopted];
    this.#unopened = [];
    for (const path of paths) this.#open(path);
    if (this.#unopened.length > 0)
      throw new Error(`${this.#unopened.length} journals can't be opened`, { cause: this.#why });
    return paths.length > 0;
  }

  /**
   * Sees to those that are stored: what was begun in them gets its entry, the database is told that they have ended, and
   * those written before `removeBefore` (milliseconds since 1970) are removed.
   */
  async finish(store: Pick<AuditStore, 'finish'>, removeBefore: number): Promise<void> {
    for (const orphan of this.#journals.filter(({ isDone }) => isDone)) {
      if (!this.#finished.has(orphan)) await this.#end(orphan, store);
      if (this.#finished.has(orphan) && orphan.isDone && orphan.writtenAt <= removeBefore) {
        this.#journals = this.#journals.filter((each) => each !== orphan);
        orphan.remove();
      }
    }
  }

  /** One that can't be opened, for want of file descriptors for instance, is tried again the next time. */
  #open(path: string): void {
    try {
      const orphan = OrphanJournal.open(path, { files: this.#files, ...this.#events });
      this.#journals = [...this.#journals, orphan];
      this.#events.onAdopted(orphan);
    } catch (error) {
      this.#unopened = [...this.#unopened, path];
      this.#why = error;
    }
  }

  close(): void {
    for (const orphan of this.#journals) orphan.close();
  }

  async #end(orphan: OrphanJournal, store: Pick<AuditStore, 'finish'>): Promise<void> {
    const intents = await orphan.openIntents();
    for (const { line } of intents) if (!this.#events.onOpenIntent(line)) return; // no room: the next time
    await store.finish(orphan.writer, orphan.storedUpTo);
    this.#finished.add(orphan);
  }
}
