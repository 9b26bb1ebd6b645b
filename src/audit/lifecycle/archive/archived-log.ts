import type { Readable } from 'node:stream';
import type { DataSource } from 'typeorm';
import type { ArchiveSettings } from '../../audit.options.ts';
import {
  type ArchivedFileQuestion,
  ArchivedMonths,
  type ArchivedPageQuestion,
} from '../../reading/archived/archived-months.ts';
import { archiveStream } from './archive-export.ts';
import { type ArchivedPart, ArchiveLedger } from './archive-ledger.ts';
import { storageOf } from './configured-storage.ts';
import { type ArchivedEntry, newestInArchive, readArchive } from './archive-reader.ts';
import type { ArchiveStorage } from './archive-storage.ts';

/** The archived months, for those who answer questions about them and record themselves what was asked. */
export class ArchivedLog extends ArchivedMonths {
  readonly #storage: ArchiveStorage;
  readonly #ledger: ArchiveLedger;

  /** @param storage @default what the settings name */
  constructor({
    dataSource,
    settings,
    storage = storageOf(settings),
  }: {
    readonly dataSource: DataSource;
    readonly settings: ArchiveSettings;
    readonly storage?: ArchiveStorage;
  }) {
    super();
    this.#ledger = new ArchiveLedger(dataSource);
    this.#storage = storage;
  }

  /** What is archived, by month. */
  override parts(): Promise<readonly ArchivedPart[]> {
    return this.#ledger.all();
  }

  /**
   * The newest archived entries that match, newest first.
   * @throws {AuditError} AUDIT_ARCHIVE_DAMAGED, AUDIT_ARCHIVE_UNREACHABLE, AUDIT_ARCHIVE_UNAVAILABLE
   */
  override async newest(question: ArchivedPageQuestion): Promise<readonly ArchivedEntry[]> {
    return newestInArchive(await this.#ledger.all(), { ...question, storage: this.#storage });
  }

  /**
   * The archived entries that match, oldest first. Resolves when the first of them is there, so that what is wrong with
   * the archive is known before an answer is begun.
   * @throws {AuditError} as {@link newest} does
   */
  override async file({ filters, format, signal, readerMs, onEnd }: ArchivedFileQuestion): Promise<Readable> {
    const order = { filters, storage: this.#storage, signal };
    const lost = new AbortController();
    const entries = handedOut(toldAtEnd(this.#read(order), onEnd), readerMs, lost);
    const first = await entries.next();
    const content = archiveStream(first.done === true ? entries : after(first.value, entries), format);
    for (const each of [signal, lost.signal]) {
      each.addEventListener('abort', () => content.destroy(each.reason as Error), { once: true });
    }
    // a generator that nobody has begun to read does not end what it reads
    content.once('close', () => void entries.return(undefined).catch(() => undefined));
    content.on('error', () => undefined); // whoever reads it hears of it as well
    return content;
  }

  async *#read(order: Parameters<typeof readArchive>[1]): AsyncGenerator<ArchivedEntry> {
    yield* readArchive(await this.#ledger.all(), order);
  }
}

async function* toldAtEnd(
  entries: AsyncGenerator<ArchivedEntry>,
  tell: ArchivedFileQuestion['onEnd'],
): AsyncGenerator<ArchivedEntry> {
  let count = 0;
  let isWhole = false;
  try {
    for await (const entry of entries) {
      count += 1;
      yield entry;
    }
    isWhole = true;
  } finally {
    tell(isWhole ? count : undefined);
  }
}

/** Notices when the one who takes entries takes none any more. */
async function* handedOut(
  entries: AsyncGenerator<ArchivedEntry>,
  longestMs: number,
  lost: AbortController,
): AsyncGenerator<ArchivedEntry> {
  let isTheirTurn = false;
  const guard = setTimeout(() => {
    if (isTheirTurn) lost.abort(new Error(`The export was not read for ${longestMs} ms.`));
    else guard.refresh();
  }, longestMs).unref();
  try {
    for await (const entry of entries) {
      isTheirTurn = true;
      guard.refresh();
      yield entry;
      isTheirTurn = false;
    }
  } finally {
    clearTimeout(guard);
  }
}

async function* after(first: ArchivedEntry, others: AsyncGenerator<ArchivedEntry>): AsyncGenerator<ArchivedEntry> {
  yield first;
  yield* others;
}
