import type { MigrationInterface } from 'typeorm';

/** Every migration, oldest first. A new one is added here by hand, so that nothing half-written is ever applied. */
export const migrations: readonly (new () => MigrationInterface)[] = [];
