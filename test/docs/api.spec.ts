import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const PROJECT = resolve(import.meta.dirname, '..', '..');

async function node(...args: readonly string[]): Promise<{ readonly errors: string; readonly code: unknown }> {
  const child = spawn(process.execPath, args, { cwd: PROJECT, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((end) => child.once('close', end));
  return { errors: await text(child.stderr), code: await ended };
}

describe('docs/api', () => {
  it('should be what routes and docstrings say: `npm run docs:api` writes it', async () => {
    expect(await node('scripts/docs-api.mjs', '--check')).toEqual({
      errors: expect.stringMatching(/^(Building …\n)?$/),
      code: 0,
    });
  }, 240_000);

  describe('when a docstring is not as it should be', () => {
    const folder = mkdtempSync(join(tmpdir(), 'docs-api-spec-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    const places = (entry: string): string =>
      JSON.stringify({ root: PROJECT, out: folder, entry, tsconfig: 'test/fixture/docstrings/tsconfig.json' });

    it.each([
      ['undocumented.ts', 'forgotten (CallSignature), defined in'],
      ['broken-link.ts', 'Failed to resolve link to "nowhere" in comment for documented'],
    ])(
      'should not be written from %s',
      async (file, complaint) => {
        const program = `const { writeLibrary } = await import('./scripts/docs-api/library.mjs');
          await writeLibrary(${places(`test/fixture/docstrings/${file}`)});`;
        const { errors, code } = await node('--input-type=module', '--eval', program);
        expect(errors).toContain('DocstringsError');
        expect(errors).toContain(complaint);
        expect(code).toBe(1);
      },
      60_000,
    );
  });
});
