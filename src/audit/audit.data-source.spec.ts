import { DataSource } from 'typeorm';
import { dataSourceOf } from './audit.data-source.ts';

describe(dataSourceOf.name, () => {
  const dataSource = new DataSource({ type: 'postgres' });

  it('should know the manager of TypeORM 1', () => {
    expect(dataSourceOf(dataSource.manager)).toBe(dataSource);
  });

  it('should know it by the name that TypeORM 0.3 has', () => {
    expect(dataSourceOf({ connection: dataSource })).toBe(dataSource);
  });
});
