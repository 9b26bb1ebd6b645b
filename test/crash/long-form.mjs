// The long form of these tests: `npm run test:crash`. What follows the command goes to jest, e.g. the name of a file.
import { run } from 'jest';

process.env.CRASH_FORM = 'long';
await run(['test/crash', ...process.argv.slice(2)]);
