import { ERRORS_VIEW, GROUPS_VIEW } from './errors-view.ts';

describe('GROUPS_VIEW', () => {
  it.each(['', 'sort=count', 'page=2', 'sort=count&page=100'])('should write what it has read: %s', (search) => {
    const parameters = new URLSearchParams(search);
    GROUPS_VIEW.write(GROUPS_VIEW.read(parameters), parameters);
    expect(parameters.toString()).toBe(search);
  });

  it.each(['sort=users', 'page=0', 'page=101', 'page=1.5', 'page=x'])('should take %s as the usual', (search) => {
    expect(GROUPS_VIEW.read(new URLSearchParams(search))).toEqual({ sort: 'lastSeen', page: 1 });
  });
});

describe('ERRORS_VIEW', () => {
  it('should begin at the first page with other filters, in the same order', () => {
    const parameters = new URLSearchParams('q=x&page=3&sort=count');
    ERRORS_VIEW.write({ ...ERRORS_VIEW.read(parameters), query: 'y' }, parameters);
    expect(parameters.toString()).toBe('q=y&sort=count');
  });
});
