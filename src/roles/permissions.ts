/** Everything a role can allow, and what it means. The table of roles stores the names. */
export const PERMISSIONS = {
  'users:read': 'See the accounts of all users.',
  'users:write': 'Create, change, activate, deactivate and delete accounts.',
  'audit:read': 'Read the audit log.',
  'audit:export': 'Export the audit log.',
} as const satisfies Readonly<Record<string, string>>;

export type Permission = keyof typeof PERMISSIONS;

/** Whether a stored name is a permission this version knows; others, e.g. of a newer version, allow nothing. */
export function isPermission(name: string): name is Permission {
  return Object.hasOwn(PERMISSIONS, name);
}
