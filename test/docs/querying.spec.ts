import { Client } from 'pg';
import { AuditLogsQueryDto } from '../../src/audit/reading/audit-logs-query.dto.ts';
import { AuditService } from '../../src/audit/index.ts';
import { ADMIN_PASSWORD, call, signIn } from '../support/api.ts';
import type { TestApp } from '../support/app.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';
import { getMetadataStorage } from 'class-validator';
import { createAskedLog } from './support/asked-log.ts';
import { blocksOf, readDocument, rowsOf } from './support/documents.ts';
import { ShellSession } from './support/shell-session.ts';

const GUIDE = readDocument('docs/guides/querying.md');
const COMMANDS = blocksOf(GUIDE).filter(({ language }) => language === 'sh');
const RECIPES = blocksOf(GUIDE).filter(({ language }) => language === 'sql');
const directoryOf = temporaryDirectories();

let test: TestApp;
let shell: ShellSession;
beforeAll(async () => {
  test = await createAskedLog();
  const home = directoryOf();
  shell = new ShellSession({ ADMIN_PASSWORD }, { home });
  await shell.run(COMMANDS[0]!.code.replace('http://127.0.0.1:3000', test.url));
  await test.app.get(AuditService).flush();
});
afterAll(async () => {
  await shell.close();
  await test.close();
});

/** Commands of a block, each with the lines that it goes on in. */
const commandsOf = (code: string): readonly string[] => code.trimEnd().split(/(?<!\\)\n/);

describe('docs/guides/querying.md', () => {
  it('should show every filter', () => {
    const names = getMetadataStorage()
      .getTargetValidationMetadatas(AuditLogsQueryDto, '', false, false)
      .map(({ propertyName }) => propertyName);
    expect(new Set(names).size).toBeGreaterThan(15);
    const shown = [...GUIDE.text.matchAll(/(?:-d |--data-urlencode ['"])(\w+)=/g)].map(([, name]) => name);
    expect([...new Set(names)].filter((name) => !shown.includes(name))).toEqual([]);
  });

  it.each(COMMANDS.slice(1, 3).flatMap(({ code }) => commandsOf(code)))(
    'should find entries by: %s',
    async (command) => {
      const { output } = await shell.run(command);
      if (command.startsWith('CURSOR=')) return;
      expect((JSON.parse(output) as { data: object[] }).data.length).toBeGreaterThan(0);
    },
  );

  it.each(COMMANDS.slice(3).flatMap(({ code }) => commandsOf(code)))('should be answered: %s', async (command) => {
    const { output, code } = await shell.run(command.replace(/\bcurl /, 'curl --fail-with-body '));
    expect({ output, code }).toMatchObject({ code: 0 });
  });

  const questions = rowsOf(GUIDE.text).filter((row) => 'question' in row && '`q`' in row);
  it.each(questions.map((row) => [row['question']!, row['`q`']!.slice(1, -1)] as const))(
    'should find %s',
    async (_, query) => {
      const token = await signIn(test);
      const { body } = await call<{ data: object[] }>(test, `GET /audit-logs?q=${encodeURIComponent(query)}`, {
        token,
      });
      expect(body.data.length).toBeGreaterThan(0);
    },
  );

  describe('in SQL', () => {
    let client: Client;
    beforeAll(async () => {
      client = new Client({ connectionString: test.databaseUrl });
      await client.connect();
      await client.query(RECIPES[0]!.code);
    });
    afterAll(() => client.end());

    it('should begin with a session that changes nothing', async () => {
      await expect(client.query('CREATE TABLE made ()')).rejects.toMatchObject({ code: '25006' });
    });

    it.each(RECIPES.slice(1).map(({ line, code }) => [line, code] as const))(
      'should have an answer: line %i',
      async (_, code) => {
        const { rows } = await client.query<object>(code);
        expect(rows.length).toBeGreaterThan(0);
      },
    );
  });
});
