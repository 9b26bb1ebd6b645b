import type { AuditLog } from '../../entry/audit-log.entity.ts';

/** The columns of `audit_logs` by the property of an entry, in the order of an export. */
export const ENTRY_COLUMNS = {
  id: 'id',
  timestamp: '"timestamp"',
  recordedAt: 'recorded_at',
  category: 'category',
  actionType: 'action_type',
  description: 'description',
  status: 'status',
  severity: 'severity',
  actorType: 'actor_type',
  userId: 'user_id',
  userLabel: 'user_label',
  tenantId: 'tenant_id',
  ipAddress: 'ip_address',
  userAgent: 'user_agent',
  resourceType: 'resource_type',
  resourceId: 'resource_id',
  errorType: 'error_type',
  errorFingerprint: 'error_fingerprint',
  requestId: 'request_id',
  traceId: 'trace_id',
  metadata: 'metadata',
} as const satisfies Readonly<Record<keyof AuditLog, string>>;

/** What stands behind SELECT so that a row is an {@link AuditLog}. */
export const ENTRY = Object.entries(ENTRY_COLUMNS)
  .map(([property, column]) => `${column} AS "${property}"`)
  .join(', ');
