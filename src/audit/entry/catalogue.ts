declare global {
  /**
   * The words of an application beside the library's own. It adds them in any file that is a module:
   *
   * ```ts
   * declare global {
   *   namespace AuditCatalogue {
   *     interface Categories { invoicing: true }
   *     interface Actions { 'invoice.send': true; [action: `credit.${string}`]: true }
   *   }
   * }
   * ```
   */
  // A global name is the only one that a host can add to without knowing which file of the library declares it.
  namespace AuditCatalogue {
    interface Categories {}
    interface Actions {}
  }
}

/** What part of the application an entry is about. A host adds its own to `AuditCatalogue.Categories`. */
export const AuditCategory = {
  Authentication: 'authentication',
  UserManagement: 'user_management',
  RolePermission: 'role_permission',
  DataOperation: 'data_operation',
  SystemSetting: 'system_setting',
  Administrative: 'administrative',
  /** A fault in something that is not itself audited. */
  Error: 'error',
  /** Any other request. */
  Request: 'request',
} as const;

/**
 * A category of the library's, or one that the application has declared in any file that is a module:
 *
 * ```ts
 * declare global {
 *   namespace AuditCatalogue {
 *     interface Categories { invoicing: true }
 *   }
 * }
 * ```
 */
export type AuditCategory =
  | (typeof AuditCategory)[keyof typeof AuditCategory]
  | Extract<keyof AuditCatalogue.Categories, string>;

/** What was done. A host adds its own to `AuditCatalogue.Actions`. */
export const AuditAction = {
  Login: 'login',
  Logout: 'logout',
  PasswordChange: 'password_change',
  /** Somebody else decides that a new password is due. */
  PasswordReset: 'password_reset',
  Lock: 'lock',
  Unlock: 'unlock',
  Create: 'create',
  Read: 'read',
  Update: 'update',
  /** Created, or updated where it was there already; which of both is not known. */
  Upsert: 'upsert',
  Delete: 'delete',
  /** Something that was deleted is there again. */
  Restore: 'restore',
  Activate: 'activate',
  Deactivate: 'deactivate',
  Assign: 'assign',
  Revoke: 'revoke',
  Upload: 'upload',
  Import: 'import',
  Export: 'export',
  /** Something was asked for that is done later, in the background. */
  Schedule: 'schedule',
  Run: 'run',
  /** Months of the log were put into its archive. */
  Archive: 'archive',
  /** Something that was asked for is not wanted any more. */
  Cancel: 'cancel',
  /** Entries are missing, and this one tells how many. */
  AuditGap: 'audit_gap',
  /** The database refuses an entry, which is kept beside the journal. */
  Quarantine: 'quarantine',
  /** A request to a route that names no action of its own. */
  Request: 'request',
  /** A fault in something that names no action of its own. */
  Exception: 'exception',
} as const;

/**
 * An action of the library's, or one that the application has declared in any file that is a module:
 *
 * ```ts
 * declare global {
 *   namespace AuditCatalogue {
 *     interface Actions { 'invoice.send': true; [action: `credit.${string}`]: true }
 *   }
 * }
 * ```
 */
export type AuditAction =
  | (typeof AuditAction)[keyof typeof AuditAction]
  | Extract<keyof AuditCatalogue.Actions, string>;

/** Every {@link AuditStatus}. */
export const AUDIT_STATUSES = ['success', 'failure', 'error'] as const;

/** `success`: done. `failure`: refused, or failed as foreseen (4xx, wrong password). `error`: a fault (5xx, exception). */
export type AuditStatus = (typeof AUDIT_STATUSES)[number];

/** Every {@link AuditSeverity}, from the least. */
export const AUDIT_SEVERITIES = ['WARNING', 'ERROR', 'CRITICAL'] as const;

/** How bad it is; an entry where nothing went wrong has none. */
export type AuditSeverity = (typeof AUDIT_SEVERITIES)[number];

/** Every {@link AuditActorType}. */
export const AUDIT_ACTOR_TYPES = ['user', 'service', 'system', 'anonymous'] as const;

/** Who acts: a `user` or `service` that is signed in, the `system` by itself, or somebody `anonymous`. */
export type AuditActorType = (typeof AUDIT_ACTOR_TYPES)[number];
