import { ConfigurableModuleBuilder, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { OwnPoolOnDemand } from './audit.data-source.ts';
import { AUDIT_SETTINGS, type AuditModuleOptions, type AuditSettings } from './audit.options.ts';
import { resolveSettings } from './audit.settings.ts';
import { ActorResolverCheck } from './capture/http/actor-resolver-check.ts';
import { AnonymousActorResolver, AuditActorResolver } from './capture/http/audit-actor-resolver.ts';
import { AuditCallRecorder } from './capture/calls/audit-call-recorder.ts';
import { AuditExceptionFilter } from './capture/faults/audit.exception-filter.ts';
import { CrashCapture } from './capture/faults/crash-capture.ts';
import { EntityChangesSubscriber } from './capture/entities/entity-changes.subscriber.ts';
import { HttpCapture } from './capture/http/http-capture.ts';
import { AuditGaps } from './delivery/audit-gaps.ts';
import { AuditMetrics } from './delivery/audit-metrics.ts';
import { AuditService } from './delivery/audit.service.ts';
import { AuditStore } from './delivery/writer/audit-store.ts';
import type { AuditedOptions } from './capture/marks/audited-options.ts';
import { AuditLog } from './entry/audit-log.entity.ts';
import { AuditAction, AuditCategory } from './entry/catalogue.ts';
import { AuditArchive } from './lifecycle/archive/audit-archive.ts';
import { ArchivedLog } from './lifecycle/archive/archived-log.ts';
import { AppendOnlyCheck } from './lifecycle/append-only-check.ts';
import { MonthArchive } from './lifecycle/month-archive.ts';
import { AuditHolds } from './lifecycle/retention/audit-holds.ts';
import { AuditRetention, type AuditRetentionParts, type RetentionStep } from './lifecycle/retention/audit-retention.ts';
import { PartitionsService } from './lifecycle/partitions.service.ts';
import { RollupsService } from './lifecycle/rollups.service.ts';
import { TextIndexes } from './lifecycle/text-indexes.ts';
import { ArchivedMonths } from './reading/archived/archived-months.ts';
import { AuditAccess, DenyEveryone } from './reading/audit-access.ts';
import { LogDatabase } from './reading/database/log-database.ts';
import { ExportDatabase } from './reading/export/export-database.ts';
import { ExportJobsRepository } from './reading/export/export-jobs.repository.ts';
import { readingProviders } from './reading/reading.providers.ts';

/** What a host gives beside the options, because Nest has to know it before it makes anything. */
export interface AuditModuleExtras {
  /** Whether other modules get `AuditService` without importing `AuditModule`. @default true */
  readonly isGlobal?: boolean;
  /** Says who makes a request. @default one that knows nobody */
  readonly actorResolver?: Type<AuditActorResolver>;
  /** Says who may read the log. @default one that allows nobody */
  readonly access?: Type<AuditAccess>;
  /** The name of the TypeORM DataSource to write to and read from. @default the one without a name */
  readonly dataSource?: string | undefined;
  /**
   * The name of a TypeORM DataSource whose role may remove months that nobody has to keep any more.
   * @default the DataSource that is written to
   */
  readonly maintenanceDataSource?: string | undefined;
}

/** Beside those of running exports: two in the background, what they ask in between, and what ends them. */
const SPARE_CONNECTIONS = 4;

/** What looks for exports all the time is not waited for when the network has lost it, and made anew before long. */
const JOBS_POOL = {
  applicationName: 'audit-exports',
  size: 3,
  extra: { connectionTimeoutMillis: 10_000, query_timeout: 10_000, maxLifetimeSeconds: 60 },
};

const DEFAULT_EXTRAS = {
  isGlobal: true,
  actorResolver: AnonymousActorResolver,
  access: DenyEveryone,
  dataSource: undefined,
  maintenanceDataSource: undefined,
} satisfies AuditModuleExtras;

/** Injection token of the options as the host gave them. */
export const AUDIT_OPTIONS = Symbol('AUDIT_OPTIONS');

export const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<AuditModuleOptions>({
  moduleName: 'Audit',
  optionsInjectionToken: AUDIT_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setExtras<AuditModuleExtras>(DEFAULT_EXTRAS, (definition, extras) => {
    const dataSource = getDataSourceToken(extras.dataSource);
    const maintenance = getDataSourceToken(extras.maintenanceDataSource ?? extras.dataSource);
    return {
      ...definition,
      global: extras.isGlobal ?? DEFAULT_EXTRAS.isGlobal,
      imports: [...(definition.imports ?? []), TypeOrmModule.forFeature([AuditLog], extras.dataSource)],
      providers: [
        ...(definition.providers ?? []),
        ...captureProviders(extras),
        { provide: AuditAccess, useClass: extras.access ?? DEFAULT_EXTRAS.access },
        { provide: AuditStore, useFactory: (host: DataSource) => new AuditStore(host), inject: [dataSource] },
        {
          provide: LogDatabase,
          useFactory: (host: DataSource, { reading }: AuditSettings) => new LogDatabase(host, reading),
          inject: [dataSource, AUDIT_SETTINGS],
        },
        {
          provide: ExportDatabase,
          useFactory: (host: DataSource, { reading, exports }: AuditSettings) =>
            new ExportDatabase(host, { ...reading, connections: exports.maxParallel + SPARE_CONNECTIONS }),
          inject: [dataSource, AUDIT_SETTINGS],
        },
        {
          provide: ExportJobsRepository,
          useFactory: (host: DataSource) => new ExportJobsRepository(new OwnPoolOnDemand(host, JOBS_POOL)),
          inject: [dataSource],
        },
        ...readingProviders,
        {
          provide: EntityChangesSubscriber,
          useFactory: (host: DataSource, settings: AuditSettings, audit: AuditService) =>
            new EntityChangesSubscriber(host, { ...settings, audit }),
          inject: [dataSource, AUDIT_SETTINGS, AuditService],
        },
        {
          provide: PartitionsService,
          useFactory: (host: DataSource, { clock }: AuditSettings) => new PartitionsService(host, clock),
          inject: [dataSource, AUDIT_SETTINGS],
        },
        { provide: RollupsService, useFactory: (host: DataSource) => new RollupsService(host), inject: [dataSource] },
        {
          provide: AppendOnlyCheck,
          useFactory: (host: DataSource, settings: AuditSettings) => new AppendOnlyCheck(host, settings),
          inject: [dataSource, AUDIT_SETTINGS],
        },
        {
          provide: TextIndexes,
          useFactory: (host: DataSource, { clock }: AuditSettings) => new TextIndexes(host, clock),
          inject: [dataSource, AUDIT_SETTINGS],
        },
        { provide: AuditGaps, useFactory: (host: DataSource) => new AuditGaps(host), inject: [dataSource] },
        {
          provide: AuditRetention,
          useFactory: (host: DataSource, { clock }: AuditSettings, ...[archive, calls]: RetentionPorts) =>
            new AuditRetention({ dataSource: host, archive, clock, recording: recordingWith(calls) }),
          inject: [maintenance, AUDIT_SETTINGS, MonthArchive, AuditCallRecorder],
        },
        {
          provide: AuditHolds,
          useFactory: (host: DataSource, { clock }: AuditSettings) => new AuditHolds(host, clock),
          inject: [dataSource, AUDIT_SETTINGS],
        },
        {
          provide: AuditArchive,
          useFactory: (host: DataSource, { archive, clock }: AuditSettings, audit: AuditService) =>
            new AuditArchive({ dataSource: host, settings: archive, clock, record: (entry) => audit.record(entry) }),
          inject: [maintenance, AUDIT_SETTINGS, AuditService],
        },
        { provide: MonthArchive, useExisting: AuditArchive },
        {
          provide: ArchivedMonths,
          useFactory: (host: DataSource, { archive }: AuditSettings): ArchivedMonths =>
            new ArchivedLog({ dataSource: host, settings: archive }),
          inject: [maintenance, AUDIT_SETTINGS],
        },
        AuditMetrics,
      ],
      exports: [
        ...(definition.exports ?? []),
        AuditService,
        AuditCallRecorder,
        AuditArchive,
        MonthArchive,
        AuditHolds,
        AuditRetention,
        AuditGaps,
        AuditMetrics,
      ],
    };
  })
  .build();

type RetentionPorts = readonly [archive: MonthArchive, calls: AuditCallRecorder];

/** What is removed from the log leaves an entry even when the process ends in the middle of it. */
function recordingWith(calls: AuditCallRecorder): AuditRetentionParts['recording'] {
  return <T extends object>(step: RetentionStep, work: () => Promise<T>) => {
    const options: AuditedOptions = {
      category: AuditCategory.Administrative,
      action: AuditAction.Delete,
      resource: step.resource,
      resourceId: () => step.resourceId,
      object: () => step.object,
      metadata: ({ result }) => ({ retention: result }),
      delivery: 'critical',
    };
    return calls.run({ options, args: [], invoke: work, isAsync: true }) as Promise<T>;
  };
}

/** What captures and completes entries, whatever keeps them: it asks for an `AuditStore` and for no database. */
export function captureProviders({ actorResolver }: Pick<AuditModuleExtras, 'actorResolver'>): Provider[] {
  return [
    { provide: AUDIT_SETTINGS, useFactory: resolveSettings, inject: [AUDIT_OPTIONS] },
    { provide: AuditActorResolver, useClass: actorResolver ?? DEFAULT_EXTRAS.actorResolver },
    ActorResolverCheck,
    AuditService,
    AuditCallRecorder,
    HttpCapture,
    CrashCapture,
    { provide: APP_FILTER, useClass: AuditExceptionFilter },
  ];
}
