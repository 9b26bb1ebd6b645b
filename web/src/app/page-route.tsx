import { type ComponentType, lazy, type ReactNode } from 'react';
import { Navigate, Route } from 'react-router';
import { place } from '../api/place.ts';
import { DeniedState } from '../parts/failure-state.tsx';
import { useMay, usePerson } from '../session/session.ts';
import { text } from '../text/catalogue.ts';
import { useEdition } from './edition.ts';
import type { Page } from './page.ts';

/** The pages as routes; their code is loaded when they are first looked at. */
export function routesOf(pages: readonly Page[]): ReactNode {
  return pages.map((page) => {
    const Loaded = lazy(async () => ({ default: await page.load() }));
    const content = <Guarded page={page} component={Loaded} />;
    return <Route key={page.name} path={page.route ?? page.path} element={content} />;
  });
}

/** Where somebody begins who names no page: at the first that they may see. */
export function FirstPage() {
  const { permissions } = usePerson();
  const page = useEdition().pages.find(({ needs }) => permissions.includes(needs));
  return <Navigate to={page?.path ?? '/log'} replace />;
}

/** Loads the code of the page at an address ahead of time, while it is still being asked who is signed in. */
export function preload(pages: readonly Page[], pathname: string): void {
  const page = pages.find(({ path }) => pathname.startsWith(place.base + path)) ?? pages[0];
  void page?.load().catch(() => undefined); // who then shows it, tells of it
}

function Guarded({ page, component: Content }: { readonly page: Page; readonly component: ComponentType }) {
  const mayLook = useMay(page.needs);
  return (
    <>
      <title>{text.app.documentTitle(text.app.pages[page.name])}</title>
      {mayLook ? <Content /> : <DeniedState level={1} needs={page.needs} />}
    </>
  );
}
