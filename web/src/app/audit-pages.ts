import { IconBug, IconFileExport, IconGavel, IconHistory, IconListDetails, IconUserSearch } from '@tabler/icons-react';
import type { Page } from './page.ts';

/** What belongs to the audit log, in any application, in the order of the navigation. */
export const AUDIT_PAGES: readonly Page[] = [
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
];
