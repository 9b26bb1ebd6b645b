import { AuditService } from '../../src/audit/index.ts';
import { ADMIN_PASSWORD, ADMIN_SETTINGS } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';
import { type Block, blocksOf, readDocument } from './support/documents.ts';
import { comparable } from './support/same-answer.ts';
import { ShellSession } from './support/shell-session.ts';

const BLOCKS = blocksOf(readDocument('docs/first-steps.md'));
const directoryOf = temporaryDirectories();

/** A block of commands and what the document shows behind it, if anything. */
function steps(): readonly (readonly [commands: Block, shown: Block | undefined])[] {
  return BLOCKS.flatMap((block, at) => {
    const next = BLOCKS[at + 1];
    return block.language === 'sh' ? [[block, next?.language === 'sh' ? undefined : next] as const] : [];
  });
}

describe('docs/first-steps.md', () => {
  let test: TestApp;
  let shell: ShellSession;
  beforeAll(async () => {
    test = await createTestApp(ADMIN_SETTINGS);
    shell = new ShellSession({}, { home: directoryOf() });
  });
  afterAll(async () => {
    await shell.close();
    await test.close();
  });

  it('should give, step by step, the answers that it shows', async () => {
    const [[settings, ,], ...others] = steps() as [readonly [Block, undefined], ...ReturnType<typeof steps>];
    expect(settings.code).toMatch(/^API=\S+\nADMIN_PASSWORD='.*'\n$/);
    await shell.run(`API=${test.url}/api/v1\nADMIN_PASSWORD='${ADMIN_PASSWORD}'`);
    let lastAnswer = '';
    const [given, expected]: [string[], string[]] = [[], []];
    for (const [{ line, code }, shown] of others) {
      await test.app.get(AuditService).flush();
      const id = /"id":"([\da-f-]{36})"/.exec(lastAnswer)?.[1];
      const { output, code: ending } = await shell.run(code.replace(/^(BOB=)\S+/, `$1${id}`));
      expect({ line, ending }).toEqual({ line, ending: 0 });
      lastAnswer = output;
      if (shown === undefined) continue;
      const isCut = shown.code.startsWith('id,timestamp'); // lines of CSV, of which the document shows the beginning
      const answer = isCut ? output.replaceAll(/^(.{150}).*$/gm, '$1') : output;
      given.push(`${line}\n${comparable(answer, shown.language)}`);
      expected.push(`${line}\n${comparable(shown.code, shown.language)}`);
    }
    expect(given.length).toBeGreaterThan(10);
    expect(given).toEqual(expected);
  });
});
