import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { PERMISSIONS } from '../../access/permissions.ts';
import { SetPermissionsDto } from './set-permissions.dto.ts';

const objectionsTo = (permissions: unknown) =>
  validateSync(plainToInstance(SetPermissionsDto, { permissions })).flatMap(({ constraints }) =>
    Object.values(constraints ?? {}),
  );

describe('a list of permissions', () => {
  it.each([[[]], [['users:read']], [Object.keys(PERMISSIONS)]])('should be accepted: %j', (permissions) => {
    expect(objectionsTo(permissions)).toEqual([]);
  });

  it.each([
    [['users:fly', 'users:read', 'x'], 'permissions has no such permission: "users:fly", "x"'],
    [['USERS:READ'], 'permissions has no such permission: "USERS:READ"'],
    [['toString', '__proto__'], 'permissions has no such permission: "toString", "__proto__"'],
    [['users:read '], 'permissions has no such permission: "users:read "'],
    [['a\u0000b'], String.raw`permissions has no such permission: "a\u0000b"`],
    [[null, 1, {}], 'permissions has no such permission: null, 1, {}'],
    [['1', '2', '3', '4', '5', '6', '7'], 'permissions has no such permission: "1", "2", "3", "4", "5" and 2 more'],
    [['x'.repeat(1000)], `permissions has no such permission: "${'x'.repeat(59)}…`],
    [['users:read', 'users:read'], "All permissions's elements must be unique"],
  ])('should be refused by name: %.80j', (permissions, objection) => {
    expect(objectionsTo(permissions)).toEqual([objection]);
  });

  it.each([undefined, null, 'users:read', { 0: 'users:read' }])('should be a list, and not %j', (permissions) => {
    expect(objectionsTo(permissions)).toContain('permissions must be a list of permissions');
  });
});
