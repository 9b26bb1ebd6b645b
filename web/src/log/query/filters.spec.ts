import { filteringFor, filteringOut, wantedValues, wantingOnly } from './filters.ts';
import { queryOf, termsOf } from './terms.ts';

const read = (query: string) => termsOf(query) ?? [];

describe(filteringFor, () => {
  it.each([
    ['', 'status:error'],
    ['status:success', 'status:error'],
    ['-status:(error, failure)', '-status:failure status:error'],
    ['Status:success refused', 'status:error refused'],
  ])('should turn "%s" into "%s"', (query, expected) => {
    expect(queryOf(filteringFor(read(query), { field: 'status', value: 'error' }))).toBe(expected);
  });
});

describe(filteringOut, () => {
  it.each([
    ['', '-status:error'],
    ['status:error', '-status:error'],
    ['status:(error, failure)', 'status:failure -status:error'],
    ['-status:success refused', '-status:(success, error) refused'],
    ['-status:error', '-status:error'],
  ])('should turn "%s" into "%s"', (query, expected) => {
    expect(queryOf(filteringOut(read(query), { field: 'status', value: 'error' }))).toBe(expected);
  });
});

describe(wantingOnly, () => {
  it('should change the term where it stands, add one, and remove it', () => {
    const terms = read('action:login refused -action:logout');
    expect(queryOf(wantingOnly(terms, 'action', ['create', 'a b']))).toBe(
      'action:(create, "a b") refused -action:logout',
    );
    expect(queryOf(wantingOnly(terms, 'user', ['ada']))).toBe('action:login refused -action:logout user:ada');
    expect(queryOf(wantingOnly(terms, 'action', []))).toBe('refused -action:logout');
  });
});

describe(wantedValues, () => {
  it('should tell what is wanted, not what is excluded', () => {
    expect(wantedValues(read('-action:logout Action:(login, create)'), 'action')).toEqual(['login', 'create']);
    expect(wantedValues(read('-action:logout'), 'action')).toEqual([]);
  });
});
