import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AuditActorType, AuditSeverity, AuditStatus } from './catalogue.ts';

/**
 * One entry of the audit log, as it is stored and as the API gives it. Rows are written once and never changed.
 * The table is partitioned by month, which TypeORM can't express: it is made by the library's migrations only.
 */
@Entity({ name: 'audit_logs', synchronize: false })
export class AuditLog {
  /** UUIDv7 made from the timestamp
   * @example "019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11" */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'audit_logs_pk' })
  id: string;

  /** When it happened
   * @example "2026-11-23T18:30:12.345Z" */
  @PrimaryColumn({ type: 'timestamptz', precision: 3, primaryKeyConstraintName: 'audit_logs_pk' })
  timestamp: Date;

  /** When it was stored
   * @example "2026-11-23T18:30:12.512Z" */
  @Column({ type: 'timestamptz', name: 'recorded_at', precision: 3 })
  recordedAt: Date;

  /** `authentication`, `user_management`, `role_permission`, `data_operation`, `system_setting`, `administrative`, `error`, `request`, or one of the host's own
   * @example "user_management" */
  @Column('text')
  category: string;

  /** What was done
   * @example "create" */
  @Column('text', { name: 'action_type' })
  actionType: string;

  /** The kind of thing it was done to
   * @example "user" */
  @Column('text', { name: 'resource_type', nullable: true })
  resourceType: string | null;

  /** Which one
   * @example "8f14e45f-ceea-467f-a0e6-2d3f5c6b7a89" */
  @Column('text', { name: 'resource_id', nullable: true })
  resourceId: string | null;

  /** One sentence, with the actor
   * @example "admin@example.com tried to create user bob@example.com and was refused: the e-mail is taken" */
  @Column('text')
  description: string;

  /** `success`: done; `failure`: refused or an expected failure; `error`: a fault
   * @example "failure" */
  @Column('text')
  status: AuditStatus;

  /** `WARNING`, `ERROR` or `CRITICAL`; null when nothing went wrong
   * @example "WARNING" */
  @Column('text', { nullable: true })
  severity: AuditSeverity | null;

  /** Class or code of the error
   * @example "EMAIL_TAKEN" */
  @Column('text', { name: 'error_type', nullable: true })
  errorType: string | null;

  /** The same for every occurrence of the same fault
   * @example "v2:0c9f3e1b7a5d2c4e6f8091a2" */
  @Column('text', { name: 'error_fingerprint', nullable: true })
  errorFingerprint: string | null;

  /** `user`, `service`, `system` or `anonymous`
   * @example "user" */
  @Column('text', { name: 'actor_type' })
  actorType: AuditActorType;

  /** The actor's id, as text
   * @example "0d5f2c1e-6d0b-4a53-9f0e-2f7a1c9b8e77" */
  @Column('text', { name: 'user_id', nullable: true })
  userId: string | null;

  /** The actor's name or e-mail at that time
   * @example "admin@example.com" */
  @Column('text', { name: 'user_label', nullable: true })
  userLabel: string | null;

  /** Whose data it is about, where there are tenants
   * @example "acme" */
  @Column('text', { name: 'tenant_id', nullable: true })
  tenantId: string | null;

  /** Where it came from
   * @example "203.0.113.7" */
  @Column('inet', { name: 'ip_address', nullable: true })
  ipAddress: string | null;

  /** What program the client says it is
   * @example "Mozilla/5.0" */
  @Column('text', { name: 'user_agent', nullable: true })
  userAgent: string | null;

  /** Equal to the `X-Request-Id` of the answer
   * @example "019ab2f0-5c1c-7d3e-9b1f-5b2c8e0a4d21" */
  @Column('text', { name: 'request_id', nullable: true })
  requestId: string | null;

  /** W3C trace id
   * @example "4bf92f3577b34da6a3ce929d0e0e4736" */
  @Column('text', { name: 'trace_id', nullable: true })
  traceId: string | null;

  /** `http {method, route, path, query, statusCode, durationMs, outcome}`, `changes {field: {from, to}}` (`attemptedChanges` when it did not succeed), `error {name, message, stack, cause}`, and what the caller added
   * @example { "http": { "method": "POST", "route": "/api/v1/users", "path": "/api/v1/users", "statusCode": 409, "durationMs": 41.3, "outcome": "completed" } } */
  @Column('jsonb')
  metadata: Record<string, unknown>;
}
