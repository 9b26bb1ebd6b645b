import {
  IconAdjustments,
  IconArrowsLeftRight,
  IconBug,
  IconFileExport,
  IconFileUpload,
  IconGavel,
  IconHistory,
  IconListDetails,
  IconServerCog,
  IconShieldLock,
  IconUserSearch,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Permission } from '../session/session.ts';
import type { Catalogue } from '../text/catalogue.ts';

/** A page of the navigation. */
export interface Page {
  /** Its key among the texts, `text.app.pages`. */
  readonly name: keyof Catalogue['app']['pages'];
  readonly section: keyof Catalogue['app']['sections'];
  /** Where the navigation leads. */
  readonly path: string;
  /** The addresses it answers to, when there are more than `path`. */
  readonly route?: string;
  readonly icon: TablerIcon;
  /** Only who has this permission finds it in the navigation, and may see it. */
  readonly needs: Permission;
  /** Loads its code, when it is first looked at. */
  readonly load: () => Promise<ComponentType>;
}

/** All pages, in the order of the navigation. A new view is added here, and its name to the texts. */
export const PAGES: readonly Page[] = [
  {
    name: 'log',
    section: 'investigate',
    path: '/log',
    route: '/log/:entryId?',
    icon: IconListDetails,
    needs: 'audit:read',
    load: async () => (await import('../log/log-page.tsx')).LogPage,
  },
  {
    name: 'errors',
    section: 'investigate',
    path: '/errors',
    icon: IconBug,
    needs: 'audit:read',
    load: async () => (await import('../errors/errors-page.tsx')).ErrorsPage,
  },
  {
    name: 'history',
    section: 'investigate',
    path: '/history',
    icon: IconHistory,
    needs: 'audit:read',
    load: async () => (await import('../history/history-page.tsx')).HistoryPage,
  },
  {
    name: 'activity',
    section: 'investigate',
    path: '/activity',
    icon: IconUserSearch,
    needs: 'audit:read',
    load: async () => (await import('../activity/activity-page.tsx')).ActivityPage,
  },
  {
    name: 'exports',
    section: 'investigate',
    path: '/exports',
    icon: IconFileExport,
    needs: 'audit:export',
    load: async () => (await import('../exports/exports-page.tsx')).ExportsPage,
  },
  {
    name: 'holds',
    section: 'investigate',
    path: '/holds',
    icon: IconGavel,
    needs: 'audit:hold',
    load: async () => (await import('../holds/holds-page.tsx')).HoldsPage,
  },
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
