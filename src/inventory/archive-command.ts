import { pipeline } from 'node:stream/promises';
import { type ArchiveProgress, AuditArchive, AuditError } from '../audit/index.ts';
import { errorMessage } from '../start/error-code.ts';
import { type ArchiveTask, HELP, taskOf } from './archive-arguments.ts';
import { type CommandStreams, inApplication } from './command-application.ts';

/** What is said to be damaged, or not to fit together. */
const FINDINGS: readonly string[] = ['AUDIT_ARCHIVE_DAMAGED', 'AUDIT_ARCHIVE_CONFLICT'];

/**
 * Runs `audit:archive` or `audit:restore`.
 * @param args what follows its name
 * @returns the exit code
 */
export async function runArchiveCommand(
  command: 'archive' | 'restore',
  args: readonly string[],
  streams: CommandStreams,
): Promise<0 | 1 | 2> {
  try {
    const task = taskOf(command, args);
    if (task.kind === 'help') streams.output.write(HELP);
    else await inApplication(command, streams, (app) => perform(task, app.get(AuditArchive), streams));
    return 0;
  } catch (error) {
    streams.errors.write(`The archive: ${errorMessage(error)}\n`);
    return error instanceof AuditError && FINDINGS.includes(error.code) ? 1 : 2;
  }
}

async function perform(task: ArchiveTask, archive: AuditArchive, { output, errors }: CommandStreams): Promise<void> {
  const tell = (line: string): void => void errors.write(`${line}\n`);
  switch (task.kind) {
    case 'help':
      return;
    case 'list':
      output.write(`${JSON.stringify(await archive.list(), null, 2)}\n`);
      return;
    case 'archive': {
      const months = task.months.length > 0 ? task.months : await archive.pendingMonths();
      for (const month of months) {
        await archive.archive(month, (progress) => tell(lineOf(progress)));
        tell(`${month}  archived in ${archive.location}`);
      }
      if (months.length === 0) tell('Every month that is over is archived.');
      return;
    }
    case 'verify': {
      const months = task.months.length > 0 ? task.months : (await archive.list()).map(({ month }) => month);
      for (const month of new Set(months)) {
        await archive.verify(month);
        tell(`${month}  is stored as it was archived`);
      }
      return;
    }
    case 'restore':
      for (const month of task.months) tell(`${month}  ${await archive.restore(month)} entries are back`);
      return;
    case 'export':
      await pipeline(await archive.export(task.filters, task.format), output, { end: false });
  }
}

function lineOf({ month, step, rows, of }: ArchiveProgress): string {
  return step === 'reading' ? `${month}  ${rows} of ${of} entries` : `${month}  reading it again`;
}
