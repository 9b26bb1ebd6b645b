export { AUDIT_ERRORS, AuditError, type AuditErrorCode, type AuditFieldError } from './audit.errors.ts';
export { AuditTestingModule, type AuditTestingOptions } from './audit-testing.module.ts';
export { AuditModule } from './audit.module.ts';
export type { AuditModuleExtras } from './audit.module-definition.ts';
export type {
  ArchiveOptions,
  AuditModuleOptions,
  ExportOptions,
  LiveOptions,
  JournalOptions,
  ReadingOptions,
  S3ArchiveOptions,
} from './audit.options.ts';
export { AuditActorResolver } from './capture/http/audit-actor-resolver.ts';
export type { AuditLevel, AuditPolicyRule, AuditStatusClass } from './capture/http/audit-policy.ts';
export { Audited } from './capture/calls/audited.decorator.ts';
export {
  AuditedEntity,
  type AuditedEntityOptions,
  auditOfEntity,
  type EntityAudit,
} from './capture/entities/audited-entity.decorator.ts';
export { auditedWrites } from './capture/entities/audited-writes.ts';
export type { AnyMethod, AuditedCall, AuditedOptions } from './capture/marks/audited-options.ts';
export { auditOfMethod, type RouteAudit } from './capture/marks/route-metadata.ts';
export { SkipAudit } from './capture/marks/skip-audit.decorator.ts';
export { auditCoverage, type AuditCoverageOptions } from './coverage/audit-coverage.ts';
export type { ClassMethod } from './coverage/class-methods.ts';
export {
  COVERAGE_STATES,
  type CoverageItem,
  type CoverageProblem,
  type CoverageReport,
  type CoverageState,
  type CoverageSummary,
} from './coverage/coverage-report.ts';
export type { EntityClass } from './coverage/entities.ts';
export { type EntryPoint, entryPointsOf, type EntryPointOptions } from './coverage/entry-points.ts';
export type { Route } from './coverage/route-reader.ts';
export type { Trigger } from './coverage/triggers.ts';
export { AuditGaps, type GapReport, type SequenceRange, type UnfinishedWriter } from './delivery/audit-gaps.ts';
export { AuditMetrics } from './delivery/audit-metrics.ts';
export { AuditService } from './delivery/audit.service.ts';
export type { AuditBatch, AuditDeliveryStatus } from './delivery/delivery-status.ts';
export type {
  AuditActor,
  AuditAnnotation,
  AuditChanges,
  AuditEntry,
  AuditHttp,
  AuditRecord,
} from './entry/audit-entry.ts';
export { AuditLog } from './entry/audit-log.entity.ts';
export {
  AUDIT_ACTOR_TYPES,
  AUDIT_SEVERITIES,
  AUDIT_STATUSES,
  AuditAction,
  type AuditActorType,
  AuditCategory,
  type AuditSeverity,
  type AuditStatus,
} from './entry/catalogue.ts';
export { diffChanges } from './entry/changes.ts';
export { AUDIT_DELIVERIES, type AuditDelivery } from './entry/delivery.ts';
export type { AuditSeverityRule, FaultDetails } from './entry/record-rules.ts';
export type { ArchiveColumn } from './lifecycle/archive/archive-columns.ts';
export type { ArchiveFormat } from './lifecycle/archive/archive-export.ts';
export type { ArchivedFile, ArchivedPart } from './lifecycle/archive/archive-ledger.ts';
export type { ArchiveProgress } from './lifecycle/archive/archive-progress.ts';
export { AuditArchive } from './lifecycle/archive/audit-archive.ts';
export { type ArchivedMonth, MonthArchive, type MonthState, type ReasonToStay } from './lifecycle/month-archive.ts';
export { AuditHolds } from './lifecycle/retention/audit-holds.ts';
export { AuditRetention, type RetentionProgress } from './lifecycle/retention/audit-retention.ts';
export type { HoldSubject, LegalHold } from './lifecycle/retention/legal-hold.ts';
export type { ArchivePlan, ExpiredClass, MonthPlan, RetentionPlan } from './lifecycle/retention/retention-plan.ts';
export {
  RETENTION_PRESETS,
  type RetentionPolicy,
  type RetentionPreset,
  type RetentionRule,
} from './lifecycle/retention/retention-policy.ts';
export { auditMigrations, auditRoleMigrations } from './migrations/audit-migrations.ts';
export { applyAuditRoles } from './migrations/audit-roles.ts';
export { type AuditPageOptions, mountAuditPage } from './page/mount-audit-page.ts';
export { type AuditPage, type PageEncoding, type PageFile, readAuditPage } from './page/page-files.ts';
export type {
  ArchivedMonthEntry as ArchivedEntry,
  ArchivedMonthFilters as ArchiveFilters,
} from './reading/archived/archived-months.ts';
export { AUDIT_PERMISSIONS, AuditAccess, type AuditPermission } from './reading/audit-access.ts';
export {
  AuditExpectation,
  expectAudit,
  type ExpectAuditOptions,
  type ExpectedAuditRecord,
} from './testing/expect-audit.ts';
