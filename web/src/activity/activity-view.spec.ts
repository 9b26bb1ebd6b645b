import { ACTIVITY_VIEW } from './activity-view.ts';

function rewritten(search: string): string {
  const parameters = new URLSearchParams(search);
  ACTIVITY_VIEW.write(ACTIVITY_VIEW.read(parameters), parameters);
  return decodeURIComponent(parameters.toString());
}

describe('ACTIVITY_VIEW', () => {
  it('should look at a month unless the address says something else', () => {
    expect(ACTIVITY_VIEW.read(new URLSearchParams('user=ada')).range).toEqual({ kind: 'last', span: '30d' });
  });

  it.each(['user=ada', 'range=24h', 'range=7d', 'range=all', 'from=2026-01-01T00:00:00.000Z'])(
    'should write what it has read: %s',
    (search) => {
      expect(rewritten(search)).toBe(search);
    },
  );

  it('should leave the usual out', () => {
    expect(rewritten('range=30d')).toBe('');
  });
});
