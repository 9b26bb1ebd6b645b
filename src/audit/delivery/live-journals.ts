import type { AuditSettings } from '../audit.options.ts';
import type { AuditDelivery } from '../entry/delivery.ts';
import type { DeliveryLog } from './delivery-log.ts';
import { DiskJournal } from './journal/disk-journal.ts';
import { Journal } from './journal/journal.ts';
import type { JournalledEntry } from './journal/journal-batch.ts';
import type { JournalFigures } from './journal/journal-figures.ts';
import { JournalDirectory, newWriterId } from './journal/journal-directory.ts';
import type { JournalFiles } from './journal/journal-files.ts';

/** Room is made by whole segments, so that a small journal has small ones. */
const LEAST_SEGMENTS = 8;

/** Something that was begun, and of which the outcome is due. */
export interface Intent {
  readonly journal: Journal;
  readonly number: number;
}

export interface LiveJournalsOptions {
  readonly settings: Pick<AuditSettings, 'journal' | 'maxQueueBytes'>;
  readonly files: JournalFiles;
  readonly log: DeliveryLog;
  /** The UUID to write under. */
  readonly writer: string;
  readonly onLost: (lost: { readonly count: number; readonly from: number; readonly to: number }) => void;
  /** What others have displaced waits in the journal that takes entries now, which may be another one than before. */
  readonly onDisplaced: () => void;
}

/** A journal, and the directory that holds it, where there is one. */
interface Place {
  readonly journal: Journal;
  directory?: JournalDirectory;
  /** Whether somebody has taken the directory away, and it was told. */
  isGone?: boolean;
  /** The last entry that was displaced before and goes on here. */
  owed?: number;
}

/**
 * The journals of this process: one, unless it turned out that somebody else writes under the same name, as a copied
 * container does. Then what that one has displaced, and all that comes, goes into another one.
 */
export class LiveJournals {
  readonly #options: LiveJournalsOptions;
  #places: readonly Place[];
  #current: Place;
  #displaced: readonly JournalledEntry[] = [];
  #target = '';
  #isMoving = false;
  #isCommitDue = false;
  #isOpen = false;
  #syncTimer: NodeJS.Timeout | undefined;

  constructor(options: LiveJournalsOptions) {
    this.#options = options;
    this.#current = { journal: this.#newJournal(options.writer) };
    this.#places = [this.#current];
  }

  /** The one that takes entries. */
  get current(): Journal {
    return this.#current.journal;
  }

  /** Of the one that takes entries; undefined when it is in memory. */
  get directory(): JournalDirectory | undefined {
    return this.#current.directory;
  }

  get all(): readonly Journal[] {
    return this.#places.map(({ journal }) => journal);
  }

  get waiting(): number {
    return this.all.reduce((sum, { waiting }) => sum + waiting, this.displaced);
  }

  /** Entries that others have displaced, on their way to another number. */
  get displaced(): number {
    return this.#displaced.length;
  }

  /** Says later whether all that is here now is in the database. */
  mark(): () => boolean {
    const due = new Map(this.all.map((journal) => [journal, journal.lastEntry]));
    return () =>
      this.displaced === 0 &&
      this.#places.every(({ journal, owed = 0 }) => {
        const upTo = Math.max(owed, due.get(journal) ?? 0);
        return journal.waiting === 0 || journal.storedUpTo >= upTo;
      });
  }

  total(figure: keyof JournalFigures): number {
    return this.all.reduce((sum, { figures }) => sum + figures[figure], 0);
  }

  /**
   * Makes the directory; what was taken before is written there.
   * @param target where entries go, as far as the settings tell
   * @throws {AuditError} AUDIT_JOURNAL_UNUSABLE
   */
  async open(target: string): Promise<void> {
    this.#target = target;
    await this.#give(this.#current);
    this.#isOpen = true;
  }

  /** Takes a line. It is on the disk after {@link commit}, at the latest at the end of this turn. */
  append(line: string, rank: AuditDelivery, intent?: Intent): boolean {
    const { journal } = this.#current;
    const isOfThisJournal = intent?.journal === journal;
    if (!journal.append(line, rank, isOfThisJournal ? intent.number : 0)) return false;
    if (intent !== undefined && !isOfThisJournal) intent.journal.withdraw(intent.number);
    this.#commitSoon();
    return true;
  }

  /** Has what was taken survive the end of the process from now on. */
  commit(): void {
    this.#isCommitDue = false;
    for (const { journal } of this.#places) journal.write();
    const { journal: settings } = this.#options.settings;
    if (settings === false || settings.sync !== 'interval' || !this.#isOpen) return;
    this.#syncTimer ??= setTimeout(() => {
      this.#syncTimer = undefined;
      void this.current.sync(); // tells of its own faults
    }, settings.syncIntervalMs).unref();
  }

  /** Takes the line of something critical that is about to begin. Undefined when it can't be made durable. */
  async intend(line: string): Promise<Intent | undefined> {
    const intent = this.#begin(line);
    if (intent === undefined || (await intent.journal.sync())) return intent;
    return this.#giveUp(intent);
  }

  /** {@link intend}, while nothing else happens. */
  intendNow(line: string): Intent | undefined {
    const intent = this.#begin(line);
    if (intent === undefined || intent.journal.syncNow()) return intent;
    return this.#giveUp(intent);
  }

  /** Takes the line of something that goes on, and survives the process, but not a loss of power. */
  note(line: string): Intent {
    const { journal } = this.#current;
    const intent = { journal, number: journal.intend(line) };
    this.commit();
    return intent;
  }

  /** What was begun needs no entry of its own. */
  withdraw({ journal, number }: Intent): void {
    journal.withdraw(number);
    this.#commitSoon();
  }

  /** Others have written under the numbers of these entries: they go on here. */
  takeOver(entries: readonly JournalledEntry[]): void {
    this.#displaced = [...this.#displaced, ...entries];
    if (!this.#isMoving) this.#place();
  }

  /** Says that this process lives, and makes the directory again when somebody has taken it away. */
  beat(): void {
    for (const place of this.#places) {
      const { journal, directory } = place;
      if (directory === undefined) continue;
      const isThere = directory.beat() && journal.disk?.isDeleted !== true;
      if (isThere) place.isGone = false;
      if (isThere) continue;
      if (place.isGone !== true) this.#options.log.directoryGone(directory.path);
      place.isGone = true;
      try {
        directory.restore();
      } catch {
        // the next write meets the same fault, and tells of it
      }
      journal.disk?.abandon();
      journal.retry();
    }
    if (this.displaced > 0 && !this.#isMoving) this.#place();
  }

  /** Notes where the entries really go, so that others of the same log can take over. */
  identify(log: string): void {
    for (const { directory } of this.#places) directory?.identify(log);
  }

  /** @param isEmpty whether nothing is left in the directories that anybody needs */
  async close({ isEmpty }: { readonly isEmpty: boolean }): Promise<void> {
    clearTimeout(this.#syncTimer);
    for (const { journal, directory } of this.#places) {
      await journal.close();
      await directory?.release({ isEmpty });
    }
  }

  #begin(line: string): Intent | undefined {
    const { journal } = this.#current;
    return journal.isAvailable ? { journal, number: journal.intend(line) } : undefined;
  }

  #giveUp(intent: Intent): undefined {
    this.withdraw(intent);
  }

  #commitSoon(): void {
    if (this.#isCommitDue) return;
    this.#isCommitDue = true;
    setImmediate(() => this.#isCommitDue && this.commit());
  }

  /** The one that takes entries has a name that somebody else has too: all that comes goes on under another one. */
  #displace(journal: Journal, entries: readonly JournalledEntry[]): void {
    const isMoveDue = journal === this.current && !this.#isMoving;
    this.#isMoving ||= isMoveDue;
    this.takeOver(entries);
    if (!isMoveDue) return;
    this.#options.log.displaced(entries.length);
    void this.#move(); // reports its own faults
  }

  async #move(): Promise<void> {
    try {
      const place: Place = { journal: this.#newJournal(newWriterId()) };
      if (this.#isOpen) await this.#give(place);
      this.#places = [...this.#places, place];
      this.#current = place;
    } catch (error) {
      this.#options.log.trouble('A journal under another name could not be made, the old one goes on', error);
    }
    this.#isMoving = false;
    this.#place();
  }

  /** What finds no room waits for it. */
  #place(): void {
    const refused = this.#displaced.findIndex(({ line }) => !this.append(line.toString(), 'critical'));
    this.#displaced = refused < 0 ? [] : this.#displaced.slice(refused);
    this.#current.owed = this.current.lastEntry;
    this.commit();
    this.#options.onDisplaced();
  }

  async #give(place: Place): Promise<void> {
    const { settings, files } = this.#options;
    if (settings.journal === false) return;
    const { directory: root, sync, maxBytes } = settings.journal;
    const segmentBytes = Math.min(settings.journal.segmentBytes, Math.ceil(maxBytes / LEAST_SEGMENTS));
    const directory = await JournalDirectory.create(root, {
      writer: place.journal.writer,
      target: this.#target,
      files,
    });
    place.directory = directory;
    place.journal.open(new DiskJournal({ directory: directory.path, sync, segmentBytes, files }));
  }

  #newJournal(writer: string): Journal {
    const { settings, log, onLost } = this.#options;
    const journal: Journal = new Journal({
      writer,
      maxQueueBytes: settings.maxQueueBytes,
      maxBytes: settings.journal === false ? Infinity : settings.journal.maxBytes,
      isOnDisk: settings.journal !== false,
      onDiskFault: (error) => log.diskFault(error),
      onDiskRecovery: () => log.diskRecovery(),
      onLost,
      onDisplaced: (entries) => this.#displace(journal, entries),
    });
    return journal;
  }
}
