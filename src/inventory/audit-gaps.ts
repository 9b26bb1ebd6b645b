import 'reflect-metadata';
import { runGapsCommand } from './gaps-command.ts';

/** The command; the script `audit-gaps.mjs` builds the application and runs this. */
const { exitCode, output, errors } = await runGapsCommand(process.argv.slice(2), (line) => {
  process.stderr.write(`${line}\n`);
});
process.stdout.write(output);
process.stderr.write(errors);
process.exitCode = exitCode;
