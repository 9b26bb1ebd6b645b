export const parts = {
  loading: 'Loading …',
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied',
  statuses: { success: 'Success', failure: 'Failure', error: 'Error' },
  severities: { WARNING: 'Warning', ERROR: 'Error', CRITICAL: 'Critical' },
  actorTypes: { user: 'User', service: 'Service', system: 'The system', anonymous: 'Not signed in' },
  zone: {
    label: 'Times',
    utc: 'UTC',
    local: 'Local',
    shown: (name: string, offset: string) => (name === offset ? name : `${name}, ${offset}`),
  },
  failure: {
    title: 'This could not be loaded',
    unreachable: 'The server can not be reached. Check your connection; nothing you did is lost.',
    requestId: (id: string) => `Request ${id}`,
    retry: 'Try again',
  },
  denied: {
    title: 'You may not see this',
    needs: (permission: string) =>
      `It takes the permission ${permission}. An administrator can give you a role that has it.`,
  },
  shortcuts: {
    title: 'Keyboard',
    open: 'Keyboard shortcuts',
    help: 'Show this',
  },
} as const;
