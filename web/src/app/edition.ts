import { type ComponentType, createContext, type ReactNode, use } from 'react';
import type { AskForPerson } from '../session/session.ts';
import type { Page } from './page.ts';

/** What differs between this repository's own application and others that show the audit log. */
export interface Edition {
  /** In the order of the navigation. A new view is added to one of the lists this is made of, and its name to the texts. */
  readonly pages: readonly Page[];
  readonly ask: AskForPerson;
  /** Stands in the place of any page while nobody is signed in; the address stays, and is shown after it. */
  readonly SignIn: ComponentType<{ readonly hasEnded: boolean }>;
  /** Who is signed in, at the end of the header. */
  readonly Account: ComponentType;
  /** Around everything that somebody sees who is signed in. */
  readonly Gate: ComponentType<{ readonly children: ReactNode }>;
}

export const EditionContext = createContext<Edition | undefined>(undefined);

export function useEdition(): Edition {
  const edition = use(EditionContext);
  if (edition === undefined) throw new Error('The page was started without an edition.');
  return edition;
}
