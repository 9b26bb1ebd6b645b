import { isPermission } from './permissions.ts';

describe('isPermission', () => {
  it('should know the catalogue and nothing else', () => {
    expect(isPermission('users:read')).toBe(true);
    for (const other of ['', 'users:fly', 'toString', '__proto__']) expect(isPermission(other)).toBe(false);
  });
});
