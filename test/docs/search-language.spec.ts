import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Client } from 'pg';
import { AuditError } from '../../src/audit/audit.errors.ts';
import { insertInto } from '../../src/audit/delivery/writer/store-statements.ts';
import { newRecordId } from '../../src/audit/entry/record-id.ts';
import { parseQuery } from '../../src/audit/reading/query-language/parse-query.ts';
import { QUERY_FIELD_NAMES, QUERY_FIELDS } from '../../src/audit/reading/query-language/query-fields.ts';
import { SqlValues } from '../../src/audit/reading/selection/sql-values.ts';
import { whereOf } from '../../src/audit/reading/selection/where.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const DOCUMENT = readFileSync(resolve(import.meta.dirname, '../../docs/search-language.md'), 'utf8');

/** The rows of the table whose first column has this title, cell by cell. */
function tableOf(title: string, nth = 0): string[][] {
  const tables = DOCUMENT.split(`| ${title} |`).slice(1);
  const [, , ...lines] = (tables[nth] ?? '').split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(0, end).map((line) => line.slice(2, -2).split(' | '));
}

const code = (cell: string): string => cell.slice(1, -1);

/** An entry as the document tells of it. */
function entryOf([, time = '', told = '']: readonly string[]): Record<string, unknown> {
  const [, category, action, rest = '', description] = /^`(\w+)` `(\w+)`, (.*): \*(.*)\*$/.exec(told) ?? [];
  const find = (pattern: RegExp): string | undefined => pattern.exec(rest)?.[1];
  const timestamp = new Date(time);
  return {
    id: newRecordId(timestamp),
    timestamp,
    category,
    actionType: action,
    description,
    actorType: find(/^(\w+)/),
    userId: find(/^user `(\w+)`/),
    userLabel: find(/^user `\w+` ([^,]+)/),
    ipAddress: find(/from ([^,]+)/),
    resourceType: find(/of `(\w+)`/),
    resourceId: find(/of `\w+` (\w+)/),
    tenantId: find(/tenant (\w+)/),
    status: find(/, (success|failure|error)\b/),
    errorType: find(/error `(\w+)`/),
    severity: find(/, (WARNING|ERROR|CRITICAL)$/),
    metadata: {},
  };
}

describe('docs/search-language.md', () => {
  const now = new Date(/it is now (\S+):/.exec(DOCUMENT)?.[1] ?? '');
  const entries = tableOf('#').map(entryOf);
  const examples = tableOf('query');
  let database: TestDatabase;
  let client: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
    for (const { timestamp } of entries) await client.query('SELECT audit_logs_ensure_partition($1)', [timestamp]);
    await client.query(insertInto('audit_logs'), [JSON.stringify(entries)]);
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('should tell of each field what the code says', () => {
    const rows = tableOf('field').map(([name = '', meaning = '', example = '']) => ({
      name: code(name),
      meaning: meaning.replace(/: `.*`$/, ''),
      words: [...(/: (`.*`)$/.exec(meaning)?.[1] ?? '').matchAll(/`(\w+)`/g)].map(([, word]) => word),
      example: code(example),
    }));
    const expected = QUERY_FIELD_NAMES.map((name) => {
      const { meaning, example, ...field } = QUERY_FIELDS[name];
      return { name, meaning, words: field.kind === 'closed' && 'values' in field ? [...field.values!] : [], example };
    });
    expect(rows).toEqual(expected);
  });

  it('should have entries and examples', () => {
    expect(entries).toHaveLength(5);
    expect(examples.length).toBeGreaterThan(30);
  });

  it.each(examples)('should find by %s entries %s', async (query, finds) => {
    const values = new SqlValues();
    const where = whereOf(parseQuery(code(query), now), values);
    const { rows } = await client.query<{ id: string }>(
      `SELECT id FROM audit_logs WHERE ${where} ORDER BY id`,
      values.all,
    );
    const numbers = rows.map(({ id }) => entries.findIndex((entry) => entry['id'] === id) + 1);
    expect(numbers.join(', ') || 'none').toBe(finds);
  });

  it.each(tableOf('query', 1))('should refuse %s', (query, reason) => {
    const parse = (): unknown => parseQuery(code(query), now);
    expect(parse).toThrow(AuditError);
    expect(errorsOf(parse)).toEqual([{ field: 'q', reason }]);
  });

  it('should begin with a query that is understood', () => {
    const [, query = ''] = /```\n(.*)\n```/.exec(DOCUMENT) ?? [];
    expect(parseQuery(query, now).conditions).toHaveLength(8);
  });
});

function errorsOf(parse: () => unknown): unknown {
  try {
    return parse();
  } catch (error) {
    return ((error as AuditError).getResponse() as { errors: unknown }).errors;
  }
}
