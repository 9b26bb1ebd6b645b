import { DiskJournal, type JournalSync } from '../../src/audit/delivery/journal/disk-journal.ts';
import { Journal } from '../../src/audit/delivery/journal/journal.ts';
import type { BatchLimits, JournalBatch } from '../../src/audit/delivery/journal/journal-batch.ts';
import { openIntentsOf } from '../../src/audit/delivery/journal/open-intents.ts';
import { inDirectory } from './disk-journals.ts';
import { FailingFiles } from './failing-files.ts';
import { sequencesIn } from './frames.ts';

/** More than any test writes. */
export const ALL: BatchLimits = { maxEntries: 1_000, maxBytes: 1_000_000 };

export interface TestJournalOptions {
  readonly isOnDisk?: boolean;
  /** Whether it has its disk by now. */
  readonly isOpen?: boolean;
  readonly sync?: JournalSync;
  readonly segmentBytes?: number;
  readonly maxQueueBytes?: number;
  readonly maxBytes?: number;
  readonly writer?: string;
}

/** The journal of a process, with a disk that can fail, and what it tells. */
export function createJournal(directory: string, options: TestJournalOptions = {}) {
  const { isOnDisk = true, isOpen = isOnDisk, sync = 'interval', segmentBytes = 1_000 } = options;
  const { maxQueueBytes = 100_000, maxBytes = 1_000_000, writer = '01234567-89ab-4def-8123-456789abcdef' } = options;
  const disk = new FailingFiles();
  const told: string[] = [];
  const journal = new Journal({
    writer,
    maxQueueBytes,
    maxBytes,
    isOnDisk,
    onDiskFault: (error) => told.push(`fault ${(error as NodeJS.ErrnoException).code}`),
    onDiskRecovery: () => told.push('recovery'),
    onLost: ({ count }) => told.push(`lost ${count}`),
    onDisplaced: (entries) => told.push(`displaced ${entries.map(({ line }) => String(line)).join(' ')}`),
  });
  const open = (): void => journal.open(new DiskJournal({ directory, sync, segmentBytes, files: disk.files }));
  if (isOpen) open();
  const append = (...lines: string[]): boolean[] => lines.map((line) => journal.append(line, 'standard'));
  const read = async (): Promise<string[]> => linesOf(await journal.read(ALL));
  /** The numbers of all that another process would find after this one has died, and what it would find open. */
  const onDisk = (): Promise<number[]> => inDirectory(directory, sequencesIn);
  const openIntents = (): Promise<string[]> =>
    inDirectory(directory, async (stream) => (await openIntentsOf(stream)).map(({ line }) => line));
  return { journal, disk, told, directory, open, append, read, onDisk, openIntents };
}

export function linesOf(batch: JournalBatch | undefined): string[] {
  return (batch?.entries ?? []).map(({ line }) => String(line));
}

/** Has the database take all that waits. @returns the lines */
export async function storeAll(journal: Journal): Promise<string[]> {
  const lines: string[] = [];
  for (let batch = await journal.read(ALL); batch !== undefined; batch = await journal.read(ALL)) {
    lines.push(...linesOf(batch));
    journal.settle(batch, 0);
  }
  return lines;
}
