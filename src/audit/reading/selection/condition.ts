/** Columns of the log that are compared with values as they are, by the property of an entry. */
export const EQUALITY_COLUMNS = {
  id: 'id',
  userId: 'user_id',
  userLabel: 'user_label',
  actorType: 'actor_type',
  actionType: 'action_type',
  category: 'category',
  resourceType: 'resource_type',
  resourceId: 'resource_id',
  status: 'status',
  severity: 'severity',
  errorType: 'error_type',
  errorFingerprint: 'error_fingerprint',
  requestId: 'request_id',
  traceId: 'trace_id',
  tenantId: 'tenant_id',
} as const;

export type EqualityField = keyof typeof EQUALITY_COLUMNS;

/** One thing, or with no id all of a type. */
export interface Resource {
  readonly type: string;
  readonly id?: string;
}

/** One thing an entry has to be; with `isNegated`, one thing it must not be. */
export type Condition = { readonly isNegated?: boolean } & (
  | {
      readonly kind: 'equals';
      readonly field: EqualityField;
      /** Any of them; `null` is an entry without a value. */
      readonly values: readonly (string | null)[];
    }
  /** The actor, by id or by label. */
  | { readonly kind: 'user'; readonly values: readonly string[] }
  /** From (incl.) to (excl.). */
  | { readonly kind: 'time'; readonly from?: Date; readonly to?: Date }
  /** The thing it was done to, by its type, or by type and id; any of them. */
  | { readonly kind: 'resource'; readonly resources: readonly Resource[] }
  /** Addresses and networks in CIDR notation; any of them. */
  | { readonly kind: 'network'; readonly networks: readonly string[] }
  /** Text inside the description, upper and lower case alike, no wildcards; or an address in one of the networks. */
  | { readonly kind: 'text'; readonly text: string; readonly networks?: readonly string[] }
  /** Something went wrong: the entry has a severity. */
  | { readonly kind: 'wrong' }
);

/** Which entries: those for which all conditions hold. */
export interface Selection {
  readonly conditions: readonly Condition[];
}

/** Every entry. */
export const EVERYTHING: Selection = { conditions: [] };
