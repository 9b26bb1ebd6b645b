// Behind `npm start`: builds what is not built, then becomes the application.
import { join } from 'node:path';
import { BuildError, ensureBuilt } from './build.mjs';

const OLDEST_NODE = [20, 19];

try {
  refuseOldNode();
  await ensureBuilt(join(import.meta.dirname, '..'), (line) => process.stdout.write(`${line}\n`));
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
await import('../dist/src/main.js');

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new BuildError(`Node ${process.versions.node} is too old; install Node ${OLDEST_NODE.join('.')} or newer.`);
}
