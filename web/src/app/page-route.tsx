import { type ComponentType, lazy } from 'react';
import { Navigate, Route } from 'react-router';
import { DeniedState } from '../parts/failure-state.tsx';
import { useMay, usePerson } from '../session/session.ts';
import { text } from '../text/catalogue.ts';
import { type Page, PAGES } from './pages.ts';

/** The pages as routes; their code is loaded when they are first looked at. */
export const PAGE_ROUTES = PAGES.map((page) => {
  const Loaded = lazy(async () => ({ default: await page.load() }));
  return <Route key={page.name} path={page.route ?? page.path} element={<Guarded page={page} component={Loaded} />} />;
});

/** Where somebody begins who names no page: at the first that they may see. */
export function FirstPage() {
  const { permissions } = usePerson();
  const page = PAGES.find(({ needs }) => permissions.includes(needs));
  return <Navigate to={page?.path ?? '/log'} replace />;
}

/** Loads the code of the page at an address ahead of time, while it is still being asked who is signed in. */
export function preload(pathname: string): void {
  const page = PAGES.find(({ path }) => pathname.startsWith(path)) ?? PAGES[0];
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
