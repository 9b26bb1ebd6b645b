import { DataSource } from 'typeorm';
import { createTestDatabase } from '../../test/support/database.ts';
import { PERMISSIONS } from '../access/permissions.ts';
import { dataSourceOptions } from '../database/data-source.ts';
import { Role, SeededRole } from './role.entity.ts';

describe('the seeded roles', () => {
  it('should be the ones the code knows, and the administrator may do everything', async () => {
    const database = await createTestDatabase();
    const dataSource = await new DataSource(dataSourceOptions(database.url)).initialize();
    try {
      const roles = await dataSource.manager.find(Role);
      const permissions = Object.fromEntries(roles.map((role) => [role.name, role.permissions.toSorted()]));
      expect(permissions).toEqual({
        [SeededRole.Admin]: Object.keys(PERMISSIONS).toSorted(),
        [SeededRole.Auditor]: ['audit:export', 'audit:read'],
        [SeededRole.User]: [],
      });
    } finally {
      await dataSource.destroy();
      await database.drop();
    }
  });
});
