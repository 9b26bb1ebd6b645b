import { DataSource } from 'typeorm';
import { createTestDatabase } from '../support/database.ts';
import { proseOf, readDocument, rowsOf } from './support/documents.ts';
import { COMPLIANCE, proofs } from './support/proofs.ts';
import { titlesIn } from './support/spec-titles.ts';

const CLAUSES = rowsOf(proseOf(readDocument(COMPLIANCE))).filter((row) => 'clause' in row);
const PROOFS = proofs();

/** What a cell leads to: `[roles](#roles), [holds](#holds)`. */
const namesIn = (cell: string): readonly string[] =>
  [...cell.matchAll(/\[([\w-]+)\]\(#\1\)/g)].map(([, name]) => name!);

describe('docs/compliance.md', () => {
  it.each([
    ['PCI DSS', /^10\.[2-7]/, 17],
    ['NIST', /^AU-/, 24],
    ['ASVS', /^16\./, 17],
    ['HIPAA', /^164\./, 5],
    ['ISO 27001', /^A\./, 6],
    ['SOC 2', /^CC/, 5],
    ['SOX', /^(302|404|802)/, 3],
    ['GDPR', /^(5|15|16|17|18|33|35)\b/, 11],
  ])('should have the clauses of %s', (_standard, form, count) => {
    expect(CLAUSES.filter(({ clause = '' }) => form.test(clause)).length).toBeGreaterThanOrEqual(count);
  });

  it.each(CLAUSES.map((row) => [row['clause']!, row] as const))(
    'should prove what it says of %s, or say that it is not so',
    (_clause, { demands, here = '', proof = '' }) => {
      expect(demands).not.toBe('');
      const names = namesIn(proof);
      expect(names.join(', ') || '–').toBe(proof.replaceAll(/\(#[\w-]+\)|[[\]]/g, ''));
      expect(names.filter((name) => !PROOFS.some((each) => each.name === name))).toEqual([]);
      expect(names.length > 0 || /^\*\*(No|Yours)\.\*\*/.test(here)).toBe(true);
    },
  );

  it('should use each of its proofs', () => {
    const used = new Set(CLAUSES.flatMap(({ proof = '' }) => namesIn(proof)));
    expect(PROOFS.map(({ name }) => name).toSorted()).toEqual([...used].toSorted());
  });

  it.each(PROOFS.map(({ name, tests }) => [name, tests] as const))('should name tests of %s that exist', (_, tests) => {
    expect(tests.length).toBeGreaterThan(0);
    const missing = tests.filter(({ file, title }) => !titlesIn(file).includes(title));
    expect(missing).toEqual([]);
  });

  it('should have times of both clocks that name their zone', async () => {
    const database = await createTestDatabase();
    const dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    const columns = await dataSource.query<object[]>(
      `SELECT column_name AS name, data_type AS type, datetime_precision AS digits FROM information_schema.columns
       WHERE table_name = 'audit_logs' AND column_name IN ('timestamp', 'recorded_at') ORDER BY name`,
    );
    await dataSource.destroy();
    await database.drop();
    const type = 'timestamp with time zone';
    expect(columns).toEqual([
      { name: 'recorded_at', type, digits: 3 },
      { name: 'timestamp', type, digits: 3 },
    ]);
  });
});
