import type { ArchivedMonthPart } from './archived-months.ts';
import type { ArchivedMonthDto } from './archived-months.dto.ts';

/** The parts of each month together, newest month first. */
export function monthsOf(
  parts: readonly ArchivedMonthPart[],
  { withCounts }: { readonly withCounts: boolean },
): ArchivedMonthDto[] {
  const months = [...new Set(parts.map(({ month }) => month))].toSorted().toReversed();
  return months.map((month) => {
    const ofMonth = parts.filter((part) => part.month === month);
    return {
      month,
      ...(withCounts ? countsOf(ofMonth) : NO_COUNTS),
      archivedAt: latest(ofMonth.map(({ archivedAt }) => archivedAt)),
      verifiedAt: earliest(ofMonth.map(({ verifiedAt }) => verifiedAt)),
    };
  });
}

type Counts = Omit<ArchivedMonthDto, 'month' | 'archivedAt' | 'verifiedAt'>;

const NO_COUNTS: Counts = {
  rows: null,
  bytes: null,
  firstTimestamp: null,
  lastTimestamp: null,
  contentHashes: null,
  files: null,
};

function countsOf(parts: readonly ArchivedMonthPart[]): Counts {
  return {
    rows: sum(parts.map(({ rows }) => rows)),
    bytes: sum(parts.map(({ bytes }) => bytes)),
    firstTimestamp: earliest(parts.map(({ firstTimestamp }) => firstTimestamp)),
    lastTimestamp: latest(parts.map(({ lastTimestamp }) => lastTimestamp)),
    contentHashes: parts.map(({ contentHash }) => contentHash),
    files: parts.flatMap(({ files }) =>
      files.map(({ name, rows, bytes, sha256 }) => ({
        name: name.slice(name.lastIndexOf('/') + 1),
        rows,
        bytes,
        sha256,
      })),
    ),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function earliest(moments: readonly Date[]): Date {
  return new Date(Math.min(...moments.map((moment) => moment.getTime())));
}

function latest(moments: readonly Date[]): Date {
  return new Date(Math.max(...moments.map((moment) => moment.getTime())));
}
