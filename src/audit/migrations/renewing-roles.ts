import type { MigrationInterface, QueryRunner } from 'typeorm';
import { renewAuditRoles } from './audit-roles.ts';

/** A migration as TypeORM takes it. */
export type Migration = new () => MigrationInterface;

/** The same migration, which gives what it has made to its owner where a host has the roles apart. */
export function renewingRoles(Given: Migration): Migration {
  class Renewing extends Given {
    override async up(runner: QueryRunner): Promise<void> {
      await super.up(runner);
      await renewAuditRoles(runner);
    }
  }
  return Object.defineProperty(Renewing, 'name', { value: Given.name });
}
