import { LOG_VIEW, logFiltersOf, type LogView } from './log-view.ts';

function read(search: string): LogView {
  return LOG_VIEW.read(new URLSearchParams(search));
}

function rewritten(search: string): string {
  const parameters = new URLSearchParams(search);
  LOG_VIEW.write(LOG_VIEW.read(parameters), parameters);
  return decodeURIComponent(parameters.toString());
}

describe('LOG_VIEW', () => {
  it.each([
    '',
    'q=action:login&range=7d&limit=200',
    'range=all',
    'from=2026-01-01T00:00:00.000Z&to=2026-02-01T00:00:00.000Z',
    'to=2026-02-01T00:00:00.000Z&cursor=abc&first=51',
  ])('should write what it has read: %s', (search) => {
    expect(rewritten(search)).toBe(search);
  });

  it.each(['limit=7', 'range=24h', 'range=never', 'from=yesterday', 'limit=50'])(
    'should take what makes no sense, or says what is usual, as the usual: %s',
    (search) => {
      expect(rewritten(search)).toBe('');
    },
  );

  it('should leave the parameters of others', () => {
    expect(rewritten('zone=utc&range=1h')).toBe('zone=utc&range=1h');
  });
});

describe(logFiltersOf, () => {
  it.each([
    ['', { q: 'after:-24h' }],
    ['q=login&range=7d', { q: 'login after:-7d' }],
    ['q=login&range=all', { q: 'login' }],
    ['range=all', {}],
    ['q=login+on:2026-01', { q: 'login on:2026-01' }],
    ['q=x&from=2026-01-01T00:00:00Z', { q: 'x', from: '2026-01-01T00:00:00.000Z' }],
  ])('should ask for %s', (search, filters) => {
    expect(logFiltersOf(read(search))).toEqual(filters);
  });
});
