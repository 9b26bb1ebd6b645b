import type { GapReport, SequenceRange } from '../audit/index.ts';

/** What is missing in the log, for people. */
export function gapsTable({ gaps, overlaps, unfinished, missing }: GapReport): string {
  const sections = [
    missing === 0
      ? ['Nothing is missing in the audit log.']
      : [`${missing} numbers are missing in the audit log, each an entry or the mark of one:`, ...gaps.map(lineOf)],
    overlaps.length === 0
      ? []
      : [
          '',
          'Stored twice, which the application does not do: somebody has changed the tables:',
          ...overlaps.map(lineOf),
        ],
    unfinished.length === 0
      ? []
      : [
          '',
          'Not heard of for an hour, and never told their end: idle, or dead with a journal that nobody has taken over yet:',
          ...unfinished.map(
            ({ writer, host, processId, lastSequence, lastStoredAt }) =>
              `  writer ${writer}  process ${processId} on ${host}  stored up to ${lastSequence ?? 'nothing'}  last ${moment(lastStoredAt)}`,
          ),
        ],
  ];
  return `${sections.flat().join('\n')}\n`;
}

function lineOf({ writer, firstSequence, lastSequence, count, from, to }: SequenceRange): string {
  return `  writer ${writer}  ${firstSequence} to ${lastSequence}  (${count})  between ${moment(from)} and ${moment(to)}`;
}

function moment(date: Date | null): string {
  return date === null ? 'the beginning' : date.toISOString();
}
