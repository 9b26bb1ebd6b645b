import { HISTORY_VIEW } from './history-view.ts';

describe('HISTORY_VIEW', () => {
  it.each(['', 'type=user&id=a%2Fb', 'type=user&id=42&at=2026-01-01T00%3A00%3A00.000Z&show=all'])(
    'should write what it has read: %s',
    (search) => {
      const parameters = new URLSearchParams(search);
      HISTORY_VIEW.write(HISTORY_VIEW.read(parameters), parameters);
      expect(parameters.toString()).toBe(search);
    },
  );

  it.each(['type=user', 'id=42', 'type=&id=42'])('should know no thing by %s alone', (search) => {
    expect(HISTORY_VIEW.read(new URLSearchParams(search)).resource).toBeUndefined();
  });

  it('should take a moment that is none as now', () => {
    expect(HISTORY_VIEW.read(new URLSearchParams('at=soon')).at).toBeUndefined();
  });
});
