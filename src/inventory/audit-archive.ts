import 'reflect-metadata';
import { runArchiveCommand } from './archive-command.ts';

/** The command; the script `audit-archive.mjs` builds the application and runs this. */
process.exitCode = await runArchiveCommand('archive', process.argv.slice(2), {
  output: process.stdout,
  errors: process.stderr,
});
