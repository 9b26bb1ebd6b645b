import 'reflect-metadata';
import { runCoverageCommand } from './coverage-command.ts';

/** The command; the script `audit-coverage.mjs` builds the application and runs this. */
const { exitCode, output, errors } = await runCoverageCommand(process.argv.slice(2));
process.stdout.write(output);
process.stderr.write(errors);
process.exitCode = exitCode;
