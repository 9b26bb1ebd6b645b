import {
  type ConfigurableModuleAsyncOptions,
  type DynamicModule,
  Inject,
  Module,
  type NestModule,
} from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { type AuditModuleExtras, ConfigurableModuleClass } from './audit.module-definition.ts';
import type { AuditModuleOptions } from './audit.options.ts';
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

  /** @internal */
  constructor(@Inject(ModulesContainer) modules: ModulesContainer) {
    super();
    this.#modules = modules;
  }

  /** Sets the log up. @throws {AuditError} AUDIT_OPTIONS_INVALID at start, naming what is wrong */
  static override forRoot(options: AuditModuleOptions & AuditModuleExtras): DynamicModule {
    return super.forRoot(options);
  }

  /**
   * {@link forRoot} with options from a provider. {@link AuditModuleExtras} stand beside the factory, as Nest has to know
   * them before it makes anything.
   */
  static override forRootAsync(
    options: ConfigurableModuleAsyncOptions<AuditModuleOptions> & AuditModuleExtras,
  ): DynamicModule {
    return super.forRootAsync(options);
  }

  /** Runs after everything is made and before Nest binds filters and interceptors to routes. @internal */
  configure(): void {
    watchFilters(this.#modules);
    watchEventStreams(this.#modules);
    markRoutes(methodsOfControllers(this.#modules));
  }
}
