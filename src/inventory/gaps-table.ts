import type { GapReport } from '../audit/index.ts';

/** What is missing in the log, for people. */
export function gapsTable({ gaps, unfinished, missing }: GapReport): string {
  const lines = [
    missing === 0
      ? 'Nothing is missing in the audit log.'
      : `${missing} numbers are missing in the audit log, each an entry or the mark of one:`,
    ...gaps.map(
      ({ writer, firstSequence, lastSequence, count, from, to }) =>
        `  writer ${writer}  ${firstSequence} to ${lastSequence}  (${count})  between ${moment(from)} and ${moment(to)}`,
    ),
  ];
  if (unfinished.length > 0) {
    lines.push(
      '',
      'Not heard of for an hour, and never told their end: idle, or dead with a journal that nobody has taken over yet:',
      ...unfinished.map(
        ({ writer, host, processId, lastSequence, lastStoredAt }) =>
          `  writer ${writer}  process ${processId} on ${host}  stored up to ${lastSequence ?? 'nothing'}  last ${moment(lastStoredAt)}`,
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}

function moment(date: Date | null): string {
  return date === null ? 'the beginning' : date.toISOString();
}
