import { downloadAddress, requestOf, USUAL_CHOICE } from './export-choice.ts';

describe(requestOf, () => {
  it('should say nothing of CSV for another format', () => {
    const request = requestOf({ q: 'x' }, { ...USUAL_CHOICE, format: 'ndjson', bom: true, gzip: true });
    expect(request).toEqual({ q: 'x', format: 'ndjson', gzip: true });
  });

  it('should keep the columns in the order of the log', () => {
    const { columns } = requestOf({}, { ...USUAL_CHOICE, columns: ['metadata', 'timestamp'] });
    expect(columns).toEqual(['timestamp', 'metadata']);
  });
});

describe(downloadAddress, () => {
  it('should name everything that is asked for', () => {
    const address = downloadAddress(
      { q: 'user:a+b', status: ['failure', 'error'] },
      { ...USUAL_CHOICE, columns: ['id', 'timestamp'], delimiter: '\t', bom: true },
    );
    const { pathname, searchParams } = new URL(address, 'http://page');
    expect(pathname).toBe('/api/v1/audit-logs/export');
    expect([...searchParams]).toEqual([
      ['q', 'user:a+b'],
      ['status', 'failure'],
      ['status', 'error'],
      ['format', 'csv'],
      ['columns', 'id'],
      ['columns', 'timestamp'],
      ['delimiter', '\t'],
      ['bom', 'true'],
      ['timeZone', 'UTC'],
    ]);
  });
});
