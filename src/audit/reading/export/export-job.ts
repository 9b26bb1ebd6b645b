import type { AuditActor } from '../../entry/audit-entry.ts';
import type { AuditLogsFilterDto } from '../audit-logs-query.dto.ts';
import { selectionOf } from '../selection-of.ts';
import type { Selection } from '../selection/condition.ts';
import { type LogScope, within } from '../selection/log-scope.ts';
import type { ExportShape } from './audit-export.dto.ts';

/** `expired`: it was done, and its file is gone by now. */
export const EXPORT_STATUSES = ['waiting', 'running', 'done', 'failed', 'cancelled', 'expired'] as const;
export type ExportStatus = (typeof EXPORT_STATUSES)[number];

/** Who has asked for an export. */
export type ExportOwner = Pick<AuditActor, 'type' | 'id' | 'label'>;

/** What is asked for. */
export interface ExportRequest {
  readonly owner: ExportOwner;
  readonly scope: LogScope;
  /** As they were given, in the form of JSON. */
  readonly filters: Readonly<Record<string, unknown>>;
  readonly shape: ExportShape;
  /** What relative times of the filters are counted from. */
  readonly askedAt: Date;
}

/** Up to where an export is on the disk for certain. */
export interface ExportProgress {
  readonly rowsDone: number;
  readonly bytesDone: number;
  /** Times of the first and the last entry that are in it. */
  readonly newestEntryAt: Date | null;
  readonly oldestEntryAt: Date | null;
  readonly lastEntryId: string | null;
  /** All entries are in it. */
  readonly isWhole: boolean;
}

/** An export that is made in the background. */
export interface ExportJob extends ExportProgress {
  readonly id: string;
  readonly ownerType: AuditActor['type'];
  readonly ownerId: string | null;
  readonly ownerLabel: string | null;
  readonly tenants: readonly string[] | null;
  readonly filters: Readonly<Record<string, unknown>>;
  readonly shape: ExportShape;
  readonly askedAt: Date;
  /** Entries that were stored at this moment or later are not in it. */
  readonly storedBefore: Date;
  readonly status: ExportStatus;
  /** Why it has failed. */
  readonly reason: string | null;
  readonly rowsTotal: number | null;
  readonly isTotalExact: boolean;
  readonly sha256: string | null;
  readonly endedAt: Date | null;
  readonly expiresAt: Date | null;
  /** How often it was begun. */
  readonly attempts: number;
}

/** The entries that are to be in it. */
export function selectionOfJob({ filters, askedAt, tenants }: ExportJob): Selection {
  const { from, to, ...others } = filters as { readonly from?: string; readonly to?: string };
  const revived: AuditLogsFilterDto = {
    ...others,
    ...(from !== undefined && { from: new Date(from) }),
    ...(to !== undefined && { to: new Date(to) }),
  };
  return within(selectionOf(revived, askedAt), { tenants });
}

/** Who acts when the work is done: the system, on behalf of the owner. */
export function systemFor({ ownerId, ownerLabel }: ExportJob): AuditActor {
  return {
    type: 'system',
    ...(ownerId !== null && { id: ownerId }),
    ...(ownerLabel !== null && { label: ownerLabel }),
  };
}

/** Whether nothing is in it that the reader may not see. */
export function isWithin({ tenants }: ExportJob, scope: LogScope): boolean {
  const allowed = scope.tenants;
  if (allowed === null) return true;
  return tenants !== null && tenants.every((tenant) => allowed.includes(tenant));
}
