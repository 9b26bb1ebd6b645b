import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const PROJECT = resolve(import.meta.dirname, '..', '..');

describe('web/src/api/schema.d.ts', () => {
  it('should be what the server says of its API: `npm run web:api` writes it', async () => {
    const child = spawn(process.execPath, [join(PROJECT, 'scripts', 'web-api.mjs'), '--check'], {
      cwd: PROJECT,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = new Promise((end) => child.once('close', end));
    expect({ errors: await text(child.stderr), code: await ended }).toEqual({
      errors: expect.stringMatching(/^(Building …\n)?$/),
      code: 0,
    });
  }, 180_000);
});
