import { Center, Paper, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { text } from '../text/catalogue.ts';
import { useAccount } from './account.ts';
import { PasswordForm } from './password-form.tsx';

/** Who has to choose a new password does that before anything else. */
export function PasswordGate({ children }: { readonly children: ReactNode }) {
  const { passwordResetRequired } = useAccount();
  if (!passwordResetRequired) return children;
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder radius="lg" p="xl" w="100%" maw={400} shadow="sm">
        <Title order={1} size="h3" mb="md">
          {text.account.password.title}
        </Title>
        <PasswordForm onDone={() => undefined} />
      </Paper>
    </Center>
  );
}
