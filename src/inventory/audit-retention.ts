import 'reflect-metadata';
import { runRetentionCommand } from './retention-command.ts';

/** The command; the script `audit-retention.mjs` builds the application and runs this. */
process.exitCode = await runRetentionCommand(process.argv.slice(2), { output: process.stdout, errors: process.stderr });
