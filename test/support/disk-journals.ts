import { DiskJournal, type JournalSync } from '../../src/audit/delivery/journal/disk-journal.ts';
import { SegmentStream } from '../../src/audit/delivery/journal/frame-stream.ts';
import { REAL_FILES } from '../../src/audit/delivery/journal/journal-files.ts';
import { Segment } from '../../src/audit/delivery/journal/segment.ts';
import { FailingFiles } from './failing-files.ts';
import { sequencesIn } from './frames.ts';

/** A journal in a directory, on a disk that can fail, and what can be read of it. */
export function createDiskJournal(
  directory: string,
  { sync = 'interval', segmentBytes = 1_000 }: { readonly sync?: JournalSync; readonly segmentBytes?: number } = {},
) {
  const disk = new FailingFiles();
  const journal = new DiskJournal({ directory, sync, segmentBytes, files: disk.files });
  const firsts = (): number[] => journal.segments.map(({ first }) => first);
  const reread = (): Promise<number[]> => sequencesIn(new SegmentStream(journal));
  const recovered = (): Promise<number[]> => inDirectory(directory, sequencesIn);
  return { directory, disk, journal, firsts, reread, recovered };
}

/** Looks into a directory as another process would, after the one that wrote there has died. */
export async function inDirectory<T>(directory: string, look: (stream: SegmentStream) => Promise<T>): Promise<T> {
  const segments = Segment.openAll(directory, REAL_FILES);
  const found = await look(new SegmentStream({ segments, isFinal: true }));
  segments.forEach((segment) => segment.close());
  return found;
}
