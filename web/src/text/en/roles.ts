const areas: Readonly<Record<string, string>> = {
  users: 'Users',
  roles: 'Roles',
  data: 'Data',
  settings: 'Settings',
  system: 'Administration',
  audit: 'Audit log',
};

export const roles = {
  title: 'Roles',
  lead: 'What each role allows. Users have as many of them as they need.',
  one: 'Role',
  back: 'All roles',
  seeded: 'Built in',
  columns: { name: 'Role', permissions: 'Permissions', users: 'Users' },
  userCount: (count: number) =>
    count === 0 ? 'Nobody has it.' : count === 1 ? 'One user has it.' : `${count} users have it.`,
  fields: {
    name: 'Name',
    nameHint: 'Lower case letters, digits, hyphens and underscores.',
    seededName: 'The application knows this role by its name.',
    description: 'What it is for',
  },
  create: { open: 'New role', title: 'New role', submit: 'Create the role' },
  edit: { open: 'Edit', title: 'Edit the role', submit: 'Save' },
  delete: 'Delete',
  askDelete: (name: string) => `Delete the role ${name}?`,
  deleteLead: 'Nobody has it, so nobody loses a permission.',
  done: {
    created: (name: string) => `The role ${name} has been created.`,
    saved: (name: string) => `The role ${name} has been saved.`,
    deleted: (name: string) => `The role ${name} has been deleted.`,
    permissions: (name: string) => `The permissions of ${name} have been saved.`,
  },
  permissions: {
    title: 'Permissions',
    lead: 'A change counts from the next request of everybody who has the role.',
    fixed: 'This role has all permissions, and keeps them.',
    notHeld: 'You do not have it, so you cannot give it.',
    areas,
    pending: (given: number, withdrawn: number) =>
      [given > 0 ? `${given} to give` : '', withdrawn > 0 ? `${withdrawn} to withdraw` : ''].filter(Boolean).join(', '),
    unchanged: 'Nothing is changed.',
    discard: 'Discard',
    save: 'Save permissions',
  },
} as const;
