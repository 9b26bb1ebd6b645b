import 'reflect-metadata';
import { runArchiveCommand } from './archive-command.ts';

/** The command; the script `audit-restore.mjs` builds the application and runs this. */
process.exitCode = await runArchiveCommand('restore', process.argv.slice(2), {
  output: process.stdout,
  errors: process.stderr,
});
