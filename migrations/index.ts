import type { MigrationInterface } from 'typeorm';
import { auditMigrations } from '../src/audit/index.ts';
import { Accounts1763900001000 } from './1763900001000-accounts.ts';
import { Permissions1763900002000 } from './1763900002000-permissions.ts';
import { Settings1763900003000 } from './1763900003000-settings.ts';
import { DataUploads1763900004000 } from './1763900004000-data-uploads.ts';
import { Reconciliations1763900005000 } from './1763900005000-reconciliations.ts';
import { PasswordResets1763900006000 } from './1763900006000-password-resets.ts';
import { LegalHolds1763900007000 } from './1763900007000-legal-holds.ts';

/** Every migration, oldest first. A new one is added here by hand, so that nothing half-written is ever applied. */
export const migrations: readonly (new () => MigrationInterface)[] = [
  ...auditMigrations,
  Accounts1763900001000,
  Permissions1763900002000,
  Settings1763900003000,
  DataUploads1763900004000,
  Reconciliations1763900005000,
  PasswordResets1763900006000,
  LegalHolds1763900007000,
];
