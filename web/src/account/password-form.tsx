import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { FailureAlert } from '../parts/failure-alert.tsx';
import { text } from '../text/catalogue.ts';
import { useChangePassword, useAccount } from './account.ts';

interface Passwords {
  readonly current: string;
  readonly next: string;
  readonly repeat: string;
}

/** Changes the own password. `onCancel` is left out where there is no way around it. */
export function PasswordForm({ onDone, onCancel }: { readonly onDone: () => void; readonly onCancel?: () => void }) {
  const words = text.account.password;
  const { email, passwordResetRequired } = useAccount();
  const change = useChangePassword();
  const form = useForm<Passwords>({
    initialValues: { current: '', next: '', repeat: '' },
    validate: { repeat: (value, { next }) => (value === next ? null : words.differs) },
  });
  const submit = ({ current, next }: Passwords) =>
    change.mutate({ currentPassword: current, newPassword: next }, { onSuccess: onDone });
  return (
    <form onSubmit={form.onSubmit(submit)}>
      <Stack>
        {passwordResetRequired && <Text>{words.required}</Text>}
        {change.error && <FailureAlert failure={change.error} />}
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <PasswordInput
          label={words.current}
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus
          {...form.getInputProps('current')}
        />
        <PasswordInput
          label={words.next}
          autoComplete="new-password"
          required
          withAsterisk={false}
          {...form.getInputProps('next')}
        />
        <PasswordInput
          label={words.repeat}
          autoComplete="new-password"
          required
          withAsterisk={false}
          {...form.getInputProps('repeat')}
        />
        <Group justify="flex-end" mt="xs">
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              {words.cancel}
            </Button>
          )}
          <Button type="submit" loading={change.isPending}>
            {words.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
