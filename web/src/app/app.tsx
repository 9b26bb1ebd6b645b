import { Button, Center, MantineProvider, Paper, Title } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { IconError404 } from '@tabler/icons-react';
import { QueryClientProvider } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { BrowserRouter, Link, Route, Routes } from 'react-router';
import { createQueryClient } from '../api/query-client.ts';
import { BlankState } from '../parts/blank-state.tsx';
import { FailureState } from '../parts/failure-state.tsx';
import { LoadingState } from '../parts/loading-state.tsx';
import { PasswordForm } from '../session/password-form.tsx';
import { useSession } from '../session/session.ts';
import { SignInPage } from '../session/sign-in-page.tsx';
import { text } from '../text/catalogue.ts';
import { BrokenBoundary } from './broken-boundary.tsx';
import { FirstPage, PAGE_ROUTES } from './page-route.tsx';
import { Shell } from './shell.tsx';
import { styleNonce } from './style-nonce.ts';
import { readableColors, theme } from './theme.ts';

/** The page: who is nobody signs in first, then everything is at its address. */
export function App() {
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
          <BrowserRouter>
            <SignedIn />
          </BrowserRouter>
        </QueryClientProvider>
      </BrokenBoundary>
    </MantineProvider>
  );
}

function nonceOf(): string {
  return styleNonce ?? '';
}

function SignedIn() {
  const { person, failure, retry } = useSession();
  const wasSignedIn = useRef(false);
  if (person) wasSignedIn.current = true;
  if (failure) return <FailureState failure={failure} onRetry={retry} />;
  if (person === undefined) return <LoadingState />;
  if (person === null) return <SignInPage hasEnded={wasSignedIn.current} />;
  if (person.passwordResetRequired) return <NewPasswordPage />;
  return (
    <Routes>
      <Route element={<Shell />}>
        <Route index element={<FirstPage />} />
        {PAGE_ROUTES}
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}

function NewPasswordPage() {
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder radius="lg" p="xl" w="100%" maw={400} shadow="sm">
        <Title order={1} size="h3" mb="md">
          {text.session.password.title}
        </Title>
        <PasswordForm onDone={() => undefined} />
      </Paper>
    </Center>
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
