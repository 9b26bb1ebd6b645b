/** Everything a role can allow, and what it means. The table of roles stores the names. */
export const PERMISSIONS = {
  'users:read': 'See the accounts of all users.',
  'users:write': 'Create, change, activate, deactivate and delete accounts.',
  'roles:read': 'See the roles, and the permissions there are.',
  'roles:write': 'Create, change and delete roles.',
  'roles:assign': 'Give roles to users and take them away.',
  'data:read': 'See data uploads, imports and reconciliations.',
  'data:upload': 'Upload data and import it.',
  'data:reconcile': 'Run reconciliations.',
  'settings:read': 'See the system settings.',
  'settings:write': 'Change the system settings.',
  'system:read': 'See the system overview and who is signed in.',
  'system:write': 'End sessions, force new passwords, unlock accounts and run maintenance jobs.',
  'audit:read': 'Read the audit log.',
  'audit:export': 'Export the audit log.',
  'audit:hold': 'Place and release legal holds on entries of the audit log.',
} as const satisfies Readonly<Record<string, string>>;

export type Permission = keyof typeof PERMISSIONS;

/** Whether a stored name is a permission this version knows; others, e.g. of a newer version, allow nothing. */
export function isPermission(name: string): name is Permission {
  return Object.hasOwn(PERMISSIONS, name);
}
