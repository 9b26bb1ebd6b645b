import {
  IconAdjustments,
  IconArrowsLeftRight,
  IconFileUpload,
  IconServerCog,
  IconShieldLock,
  IconUsers,
} from '@tabler/icons-react';
import type { Page } from './page.ts';

/** What belongs to the application of this repository, where every kind of entry can be made by hand. */
export const HOST_PAGES: readonly Page[] = [
  {
    name: 'users',
    section: 'application',
    path: '/users',
    route: '/users/:userId?',
    icon: IconUsers,
    needs: 'users:read',
    load: async () => (await import('../users/users-page.tsx')).UsersPage,
  },
  {
    name: 'roles',
    section: 'application',
    path: '/roles',
    route: '/roles/:roleId?',
    icon: IconShieldLock,
    needs: 'roles:read',
    load: async () => (await import('../roles/roles-page.tsx')).RolesPage,
  },
  {
    name: 'uploads',
    section: 'application',
    path: '/uploads',
    route: '/uploads/:uploadId?',
    icon: IconFileUpload,
    needs: 'data:read',
    load: async () => (await import('../uploads/uploads-page.tsx')).UploadsPage,
  },
  {
    name: 'reconciliations',
    section: 'application',
    path: '/reconciliations',
    route: '/reconciliations/:reconciliationId?',
    icon: IconArrowsLeftRight,
    needs: 'data:read',
    load: async () => (await import('../reconciliations/reconciliations-page.tsx')).ReconciliationsPage,
  },
  {
    name: 'settings',
    section: 'application',
    path: '/settings',
    icon: IconAdjustments,
    needs: 'settings:read',
    load: async () => (await import('../settings/settings-page.tsx')).SettingsPage,
  },
  {
    name: 'administration',
    section: 'application',
    path: '/administration',
    icon: IconServerCog,
    needs: 'system:read',
    load: async () => (await import('../administration/administration-page.tsx')).AdministrationPage,
  },
];
