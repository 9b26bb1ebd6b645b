/** Which entries a hold is for: those that fit all that is said. At least one thing besides the resource's id is. */
export interface HoldSubject {
  /** Of this actor. */
  readonly userId?: string | null | undefined;
  readonly resourceType?: string | null | undefined;
  /** Of this one of them. */
  readonly resourceId?: string | null | undefined;
  readonly tenantId?: string | null | undefined;
  readonly from?: Date | null | undefined;
  /** Not included. */
  readonly to?: Date | null | undefined;
}

/** Somebody's word that entries must not be removed, whatever the policy says. */
export interface LegalHold extends HoldSubject {
  readonly id: string;
  /** Such as the number of a case. */
  readonly reason: string;
  readonly placedAt: Date;
  /** The name or e-mail at that time. */
  readonly placedBy: string;
  readonly releasedAt: Date | null;
  readonly releasedBy: string | null;
}

/** Columns of `audit_log_holds` as a {@link LegalHold}. */
export const HOLD_COLUMNS = `id, reason, user_id AS "userId", resource_type AS "resourceType",
  resource_id AS "resourceId", tenant_id AS "tenantId", starts_at AS "from", ends_at AS "to",
  placed_at AS "placedAt", placed_by AS "placedBy", released_at AS "releasedAt", released_by AS "releasedBy"`;
