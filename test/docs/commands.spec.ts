import { DataSource } from 'typeorm';
import { AuditService } from '../../src/audit/index.ts';
import { signIn } from '../support/api.ts';
import type { TestApp } from '../support/app.ts';
import { dropMonth, insertRows } from '../support/archived.ts';
import { buildProject } from '../support/running-application.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';
import { createAskedLog } from './support/asked-log.ts';
import { checkoutIn } from './support/checkout.ts';
import { allDocuments, type Block, blocksOf } from './support/documents.ts';
import { isNamed, NOT_RUN, RUN_ELSEWHERE } from './support/not-run.ts';
import { ShellSession } from './support/shell-session.ts';

/** They are run as a whole, with what they show: first-steps.spec.ts, querying.spec.ts. */
const WHOLE = ['docs/first-steps.md', 'docs/guides/querying.md'];

const BLOCKS = allDocuments()
  .flatMap(blocksOf)
  .filter(({ language, document }) => language === 'sh' && !WHOLE.includes(document))
  .filter((block) => ![...NOT_RUN, ...RUN_ELSEWHERE].some((named) => isNamed(named, block)));

/** Commands that explain themselves. */
const EXPLAINED = [
  'audit:archive',
  'audit:coverage',
  'audit:gaps',
  'audit:restore',
  'audit:retention',
  'test:compliance',
];

/** Commands of a block, each with the lines that it goes on in, without what is said of them. */
const commandsOf = ({ code }: Block): readonly string[] =>
  code
    .trimEnd()
    .split(/(?<!\\)\n/)
    .map((command) => command.replace(/ +# .*$/, ''));

/** Each once, of the first document that has it, in the order of the documents. */
const COMMANDS = new Map(
  BLOCKS.flatMap((block) => commandsOf(block).map((command) => [command, block.document] as const)).toReversed(),
);

const directoryOf = temporaryDirectories();
let test: TestApp;
let shell: ShellSession;
beforeAll(async () => {
  await buildProject();
  test = await createAskedLog();
  await insertRows(test.app.get(DataSource), [{ user_id: '7' }, {}]);
  const { DATA_DIR } = test.environment;
  const settings = { URL: test.url, TOKEN: await signIn(test), DATABASE_URL: test.databaseUrl, DATA_DIR };
  shell = new ShellSession(settings, { home: directoryOf(), cwd: checkoutIn(directoryOf()) });
  await test.app.get(AuditService).flush();
}, 240_000);
afterAll(async () => {
  await shell.close();
  await test.close();
});

describe('the commands of the documents', () => {
  it('should be of several documents', () => {
    expect(new Set(BLOCKS.map(({ document }) => document)).size).toBeGreaterThan(4);
  });

  it.each([...COMMANDS].toReversed().map(([command, document]) => [document, command] as const))(
    'should work, of %s: %s',
    async (_document, command) => {
      if (command.includes('audit:restore')) await dropMonth(test.app.get(DataSource)); // as retention has removed it
      const { code, output, errors } = await shell.run(
        command.replace(/\bcurl /, 'curl --fail-with-body --silent --show-error '),
      );
      expect({ code, output, errors }).toMatchObject({ code: 0 });
    },
    120_000,
  );

  it.each(EXPLAINED)('should explain themselves: npm run %s -- --help', async (name) => {
    const { output, code } = await shell.run(`npm run --silent ${name} -- --help`);
    expect([code, output]).toEqual([0, expect.stringContaining(name)]);
  });
});
