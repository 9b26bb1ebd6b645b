import { Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { fileAddress } from '../api/place.ts';
import { FailureAlert } from '../parts/failure-alert.tsx';
import { text } from '../text/catalogue.ts';
import { useSignIn } from './account.ts';

/** Shown in the place of any page while nobody is signed in; the address stays, and is shown after it. */
export function SignInPage({ hasEnded }: { readonly hasEnded: boolean }) {
  const signIn = useSignIn();
  const form = useForm({ initialValues: { email: '', password: '' } });
  const words = text.account.signIn;
  return (
    <Center
      component="main"
      mih="100dvh"
      p="md"
      bg="light-dark(var(--mantine-color-gray-0), var(--mantine-color-dark-8))"
    >
      <Paper withBorder radius="lg" p="xl" w="100%" maw={400} shadow="sm">
        <form onSubmit={form.onSubmit((credentials) => signIn.mutate(credentials))}>
          <Stack>
            <div>
              <img src={fileAddress('/icon.svg')} alt="" width={36} height={36} />
              <Title order={1} size="h2" mt="sm">
                {words.title}
              </Title>
              <Text c="dimmed">{hasEnded ? words.ended : words.lead}</Text>
            </div>
            {signIn.error && <FailureAlert failure={signIn.error} />}
            <TextInput
              label={words.email}
              type="email"
              autoComplete="username"
              required
              withAsterisk={false}
              autoFocus
              {...form.getInputProps('email')}
            />
            <PasswordInput
              label={words.password}
              autoComplete="current-password"
              required
              withAsterisk={false}
              {...form.getInputProps('password')}
            />
            <Button type="submit" loading={signIn.isPending} fullWidth mt="xs">
              {words.submit}
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
