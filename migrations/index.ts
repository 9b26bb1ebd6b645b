import type { MigrationInterface } from 'typeorm';
import { auditMigrations } from '../src/audit/index.ts';
import { Accounts1763900001000 } from './1763900001000-accounts.ts';

/** Every migration, oldest first. A new one is added here by hand, so that nothing half-written is ever applied. */
export const migrations: readonly (new () => MigrationInterface)[] = [...auditMigrations, Accounts1763900001000];
