// Unpacks the Chromium of @sparticuz/chromium into TMPDIR and prints {program, libraries}. A process of its own, as the
// package asks os.tmpdir(), which does not see what a test sets in jest's copy of process.env.
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import chromium, { inflate } from '@sparticuz/chromium';

const program = await chromium.executablePath();
let libraries;
if (spawnSync(program, ['--version']).status !== 0) {
  // Where libnss3 and libnspr4 are missing, those that the package carries for another Linux run as well.
  const packaged = join(
    dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))),
    '..',
    'bin',
    'al2023.tar.br',
  );
  await inflate(packaged);
  libraries = join(tmpdir(), 'al2023', 'lib');
  const env = { ...process.env, LD_LIBRARY_PATH: libraries };
  const { status, stderr } = spawnSync(program, ['--version'], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`Chromium does not start: ${stderr} Install it by apt-get install chromium.`);
}
process.stdout.write(JSON.stringify({ program, libraries }));
