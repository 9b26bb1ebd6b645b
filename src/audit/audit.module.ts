import { Inject, Module, type NestModule } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ConfigurableModuleClass } from './audit.module-definition.ts';
import { watchFilters } from './capture/faults/audit.exception-filter.ts';
import { watchEventStreams } from './capture/http/event-streams.ts';
import { methodsOfControllers } from './capture/marks/handlers.ts';
import { markRoutes } from './capture/marks/route-metadata.ts';
import { LegalHoldsController } from './lifecycle/retention/legal-holds.controller.ts';
import { readingControllers } from './reading/reading.providers.ts';

/**
 * The audit log of a Nest application. `AuditModule.forRoot({…})` or `forRootAsync({…})` once, in the root module:
 * from then on every request leaves an entry, `AuditService` is there for the rest, and `/audit-logs` reads them.
 *
 * It needs a TypeORM DataSource on PostgreSQL with `auditMigrations` run.
 */
@Module({ controllers: [LegalHoldsController, ...readingControllers] })
export class AuditModule extends ConfigurableModuleClass implements NestModule {
  readonly #modules: ModulesContainer;

  constructor(@Inject(ModulesContainer) modules: ModulesContainer) {
    super();
    this.#modules = modules;
  }

  /** Runs after everything is made and before Nest binds filters and interceptors to routes. */
  configure(): void {
    watchFilters(this.#modules);
    watchEventStreams(this.#modules);
    markRoutes(methodsOfControllers(this.#modules));
  }
}
