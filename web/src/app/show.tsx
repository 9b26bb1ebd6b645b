import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '../parts/status-colors.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import type { Edition } from './edition.ts';
import { preload } from './page-route.tsx';

/** Shows an edition of the page in its document. */
export function show(edition: Edition): void {
  preload(edition.pages, location.pathname);
  const root = document.getElementById('root');
  if (root === null) throw new Error('The document has no element #root.');
  createRoot(root).render(
    <StrictMode>
      <App edition={edition} />
    </StrictMode>,
  );
}
