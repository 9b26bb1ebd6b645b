import { crc32 } from 'node:zlib';

/** One entry of a journal: its number, and its line of JSON as it was written. */
export interface JournalledEntry {
  readonly sequence: number;
  readonly line: Buffer;
  /** Of its frame. */
  readonly checksum: number;
}

/** Frames of one writer, one after the other without a hole, that are stored in one transaction. */
export interface JournalBatch {
  /** The UUID of the writer. */
  readonly writer: string;
  /** Numbers of the first and last frame; frames that are no entries have numbers too. */
  readonly first: number;
  readonly last: number;
  /** In their order; may be none. */
  readonly entries: readonly JournalledEntry[];
  /** Size of all lines. */
  readonly bytes: number;
}

/** How much a batch may hold; it holds at least one frame. */
export interface BatchLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** Numbers of a writer that the database has. */
export interface StoredRange {
  readonly first: number;
  readonly last: number;
  /** Of the batch, see {@link checksumOf}; null once rows were merged. */
  readonly checksum: number | null;
}

/** Where the writer takes batches from: the journal of this process, or one that a dead process has left. */
export interface JournalSource {
  /** The UUID under which its frames are numbered. */
  readonly writer: string;
  /** Numbers below this one are not held any more. */
  readonly firstHeld: number;
  /** The next frames that are not stored; undefined when there are none at the moment. */
  read(limits: BatchLimits): Promise<JournalBatch | undefined>;
  /** The batch is in the database, but for those that it has refused. */
  settle(batch: JournalBatch, refused: number): void;
  /** What the database says it has from {@link firstHeld} on, in order. Reading begins anew behind it. */
  reconcile(ranges: readonly StoredRange[]): void;
}

/** The lines as one array of JSON, as they are: nothing is parsed. */
export function jsonOf(entries: readonly JournalledEntry[]): Buffer {
  const bytes = entries.reduce((sum, { line }) => sum + line.length + 1, 1);
  const json = Buffer.allocUnsafe(Math.max(2, bytes));
  let end = 0;
  for (const { line } of entries) {
    json[end] = end === 0 ? OPENING : COMMA;
    end += 1 + line.copy(json, end + 1);
  }
  if (entries.length === 0) json[end++] = OPENING;
  json[end] = CLOSING;
  return json;
}

const [OPENING, COMMA, CLOSING] = [0x5b, 0x2c, 0x5d];

/** Tells batches of the same numbers apart: by which entries they hold. */
export function checksumOf(entries: readonly Pick<JournalledEntry, 'sequence' | 'checksum'>[]): number {
  const summary = Buffer.allocUnsafe(entries.length * 8);
  entries.forEach(({ sequence, checksum }, index) => {
    summary.writeUInt32BE(sequence % 2 ** 32, index * 8);
    summary.writeUInt32BE(checksum, index * 8 + 4);
  });
  return crc32(summary);
}

/** Two halves of a batch with at least two entries, each with its part of the numbers. */
export function halvesOf({ writer, first, last, entries }: JournalBatch): readonly [JournalBatch, JournalBatch] {
  const middle = Math.ceil(entries.length / 2);
  const [left, right] = [entries.slice(0, middle), entries.slice(middle)];
  const border = right[0]?.sequence ?? last + 1;
  return [
    { writer, first, last: border - 1, entries: left, bytes: sizeOf(left) },
    { writer, first: border, last, entries: right, bytes: sizeOf(right) },
  ];
}

function sizeOf(entries: readonly JournalledEntry[]): number {
  return entries.reduce((sum, { line }) => sum + line.length, 0);
}
