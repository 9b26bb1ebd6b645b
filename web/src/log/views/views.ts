import { useLocalStorage } from '@mantine/hooks';
import { usePerson } from '../../session/session.ts';
import type { Catalogue } from '../../text/catalogue.ts';
import { LOG_VIEW, type LogView } from '../log-view.ts';

/** A question under a name. The page that was looked at is no part of it. */
export interface SavedView {
  readonly name: string;
  /** As it stands in the address. */
  readonly search: string;
}

/** Questions that many have. */
export const PRESETS: readonly { readonly name: keyof Catalogue['log']['views']['names']; readonly search: string }[] =
  [
    { name: 'everything', search: '' },
    { name: 'withoutReadings', search: 'q=-action%3A(read, request)' },
    { name: 'failedSignIns', search: 'q=action%3Alogin status%3Afailure&range=7d' },
    { name: 'faults', search: 'q=status%3Aerror&range=7d' },
    { name: 'accounts', search: 'q=category%3A(user_management, role_permission)&range=30d' },
    { name: 'settings', search: 'q=category%3Asystem_setting&range=90d' },
    { name: 'readings', search: 'q=action%3A(read, export) resource%3Aaudit_log&range=7d' },
  ];

/** The view that an address says. */
export function viewOf(search: string): LogView {
  return LOG_VIEW.read(new URLSearchParams(search));
}

/** The address that says a view. */
export function searchOf(view: LogView): string {
  const parameters = new URLSearchParams();
  LOG_VIEW.write({ ...view, place: undefined }, parameters);
  return parameters.toString();
}

export interface SavedViews {
  readonly views: readonly SavedView[];
  /** Takes the place of one with the same name. */
  readonly save: (view: SavedView) => void;
  readonly remove: (name: string) => void;
}

/** The views that this person has saved in this browser. */
export function useSavedViews(): SavedViews {
  const { id } = usePerson();
  const [views, setViews] = useLocalStorage<readonly SavedView[]>({
    key: `audit.views.${id}`,
    defaultValue: [],
    getInitialValueInEffect: false,
    deserialize: read,
  });
  return {
    views,
    save: (view) => setViews([...views.filter(({ name }) => name !== view.name), view]),
    remove: (name) => setViews(views.filter((view) => view.name !== name)),
  };
}

/** Whatever stands there; what is no view is left out. */
function read(stored: string | undefined): readonly SavedView[] {
  try {
    const parsed: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(parsed) ? parsed.filter(isView) : [];
  } catch {
    return [];
  }
}

function isView(value: unknown): value is SavedView {
  const { name, search } = (value ?? {}) as Partial<Record<keyof SavedView, unknown>>;
  return typeof name === 'string' && typeof search === 'string';
}
