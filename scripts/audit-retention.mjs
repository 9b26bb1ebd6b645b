// Behind `npm run audit:retention`: builds what is not built, then does it.
import { join } from 'node:path';
import { BuildError, ensureBuilt } from './build.mjs';

try {
  // What is built is told aside: the output may be for a machine.
  await ensureBuilt(join(import.meta.dirname, '..'), (line) => process.stderr.write(`${line}\n`));
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  process.stderr.write(`Retention can not be applied. ${error.message}\n`);
  process.exit(2);
}
await import('../dist/src/inventory/audit-retention.js');
