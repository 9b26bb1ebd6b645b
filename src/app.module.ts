import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AdministrationModule } from './administration/administration.module.ts';
import { joinAuditLog } from './app.audit.ts';
import { AuthModule } from './auth/auth.module.ts';
import { ConfigModule } from './config/config.module.ts';
import type { Environment } from './config/environment.ts';
import { DataUploadsModule } from './data-uploads/data-uploads.module.ts';
import { dataSourceOptions, maintenanceOptions } from './database/data-source.ts';
import { HealthModule } from './health/health.module.ts';
import { MetricsModule } from './metrics/metrics.module.ts';
import { ProblemModule } from './problem/problem.module.ts';
import { ReconciliationsModule } from './reconciliations/reconciliations.module.ts';
import { RolesModule } from './roles/roles.module.ts';
import { SettingsModule } from './settings/settings.module.ts';
import { UsersModule } from './users/users.module.ts';

/** What an application is made from; two with different parts can live in one process, which the tests do. */
export interface AppParts {
  readonly environment: Environment;
  /** The database to use: `DATABASE_URL`, or the address of the embedded server. Migrated already. */
  readonly databaseUrl: string;
  /** The same database for the maintenance of the log. @default databaseUrl */
  readonly maintenanceUrl?: string;
  /** What is done when the application could change its own log. @default 'warn' */
  readonly appendOnly?: 'require' | 'warn' | 'ignore';
  /** The time that audit entries are stamped with, for demo data and tests. @default the system's clock */
  readonly clock?: () => Date;
}

@Module({
  imports: [
    ProblemModule,
    HealthModule,
    MetricsModule,
    UsersModule,
    AuthModule,
    RolesModule,
    SettingsModule,
    DataUploadsModule,
    ReconciliationsModule,
    AdministrationModule,
  ],
})
export class AppModule {
  static forRoot({ environment, databaseUrl, maintenanceUrl = databaseUrl, ...audit }: AppParts): DynamicModule {
    const maintenance = maintenanceUrl === databaseUrl ? [] : [maintenanceOptions(maintenanceUrl)];
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(environment),
        TypeOrmModule.forRoot({ ...dataSourceOptions(databaseUrl), retryAttempts: 0 }),
        ...maintenance.map((options) => TypeOrmModule.forRoot({ ...options, retryAttempts: 0 })),
        joinAuditLog({ ...audit, maintenanceDataSource: maintenance[0]?.name }),
      ],
    };
  }
}
