import { Button, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { IconError404 } from '@tabler/icons-react';
import { QueryClientProvider } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { BrowserRouter, Link, Route, Routes } from 'react-router';
import { place } from '../api/place.ts';
import { createQueryClient } from '../api/query-client.ts';
import { BlankState } from '../parts/blank-state.tsx';
import { FailureState } from '../parts/failure-state.tsx';
import { LoadingState } from '../parts/loading-state.tsx';
import { SessionSource, useSession } from '../session/session.ts';
import { text } from '../text/catalogue.ts';
import { BrokenBoundary } from './broken-boundary.tsx';
import { type Edition, EditionContext, useEdition } from './edition.ts';
import { FirstPage, routesOf } from './page-route.tsx';
import { Shell } from './shell.tsx';
import { styleNonce } from './style-nonce.ts';
import { readableColors, theme } from './theme.ts';

/** The page: who is nobody signs in first, then everything is at its address. */
export function App({ edition }: { readonly edition: Edition }) {
  const [client] = useState(createQueryClient);
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      getStyleNonce={nonceOf}
      cssVariablesResolver={readableColors}
    >
      <Notifications position="top-right" />
      <BrokenBoundary>
        <QueryClientProvider client={client}>
          <EditionContext value={edition}>
            <SessionSource value={edition.ask}>
              <BrowserRouter basename={place.base}>
                <SignedIn />
              </BrowserRouter>
            </SessionSource>
          </EditionContext>
        </QueryClientProvider>
      </BrokenBoundary>
    </MantineProvider>
  );
}

function nonceOf(): string {
  return styleNonce ?? '';
}

function SignedIn() {
  const { pages, SignIn, Gate } = useEdition();
  const [routes] = useState(() => routesOf(pages));
  const { person, failure, retry } = useSession();
  const wasSignedIn = useRef(false);
  if (person) wasSignedIn.current = true;
  if (failure) return <FailureState failure={failure} onRetry={retry} />;
  if (person === undefined) return <LoadingState />;
  if (person === null) return <SignIn hasEnded={wasSignedIn.current} />;
  return (
    <Gate>
      <Routes>
        <Route element={<Shell />}>
          <Route index element={<FirstPage />} />
          {routes}
          <Route path="*" element={<NotFound />} />
        </Route>
      </Routes>
    </Gate>
  );
}

function NotFound() {
  const words = text.app.notFound;
  return (
    <BlankState level={1} icon={<IconError404 size={30} />} title={words.title} lead={words.lead}>
      <Button component={Link} to="/">
        {words.back}
      </Button>
    </BlankState>
  );
}
