import { RETENTION_PRESETS } from '../../src/audit/index.ts';
import { readDocument, rowsOf } from './support/documents.ts';

/** `2 192 days` */
const daysIn = (cell: string): number => Number(/^([\d ]+) days$/.exec(cell)![1]!.replaceAll(' ', ''));

describe('docs/retention.md', () => {
  it('should show each preset as it is', () => {
    const rows = rowsOf(readDocument('docs/retention.md').text).filter((row) => 'preset' in row);
    const shown = rows.map((row) => [
      row['preset']!.replaceAll('`', ''),
      { days: daysIn(row['in the database']!), archiveDays: daysIn(row['in the archive']!) },
    ]);
    expect(Object.fromEntries(shown)).toEqual(RETENTION_PRESETS);
  });
});
