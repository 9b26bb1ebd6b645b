import { type DynamicModule, Inject, Module, type NestModule } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { AUDIT_OPTIONS, type AuditModuleExtras, captureProviders } from './audit.module-definition.ts';
import type { AuditModuleOptions } from './audit.options.ts';
import { watchFilters } from './capture/faults/audit.exception-filter.ts';
import { AuditCallRecorder } from './capture/calls/audit-call-recorder.ts';
import { AuditService } from './delivery/audit.service.ts';
import { AuditStore } from './delivery/writer/audit-store.ts';
import { MemoryStore } from './testing/memory-store.ts';

/** As of `AuditModule`, but for what needs a database. */
export type AuditTestingOptions = AuditModuleOptions & Pick<AuditModuleExtras, 'isGlobal' | 'actorResolver'>;

/**
 * Stands in for `AuditModule` where a test has no database: the same capture, completion and redaction, and the entries
 * stay in memory, where `expectAudit` sees them. There are no routes to read them, no partitions and no retention.
 */
@Module({})
export class AuditTestingModule implements NestModule {
  readonly #modules: ModulesContainer;

  constructor(@Inject(ModulesContainer) modules: ModulesContainer) {
    this.#modules = modules;
  }

  /** Crashes of the process belong to the test runner, unless `captureCrashes` says otherwise. */
  static forRoot({ isGlobal = true, actorResolver, ...options }: AuditTestingOptions = {}): DynamicModule {
    return {
      module: AuditTestingModule,
      global: isGlobal,
      providers: [
        {
          provide: AUDIT_OPTIONS,
          useValue: { captureCrashes: false, journal: false, ...options } satisfies AuditModuleOptions,
        },
        { provide: AuditStore, useClass: MemoryStore },
        ...captureProviders({ ...(actorResolver && { actorResolver }) }),
      ],
      exports: [AuditService, AuditCallRecorder],
    };
  }

  /** As `AuditModule` does. */
  configure(): void {
    watchFilters(this.#modules);
  }
}
