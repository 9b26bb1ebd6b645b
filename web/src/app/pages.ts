import {
  IconBug,
  IconFileExport,
  IconGavel,
  IconHistory,
  IconListDetails,
  IconUserSearch,
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
];
