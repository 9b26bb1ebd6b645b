import type { TablerIcon } from '@tabler/icons-react';
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
