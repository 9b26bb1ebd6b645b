import { PasswordInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { SendForm } from '../host/send-form.tsx';
import { useChange } from '../host/use-change.ts';
import { text } from '../text/catalogue.ts';
import { UserFields } from './user-fields.tsx';
import { createUser, type User } from './users-api.ts';

export interface UserFormProps {
  readonly onDone: (user: User) => void;
  readonly onCancel: () => void;
}

/** Makes an account. */
export function CreateUserForm({ onDone, onCancel }: UserFormProps) {
  const words = text.users;
  const create = useChange(createUser, { done: ({ name }) => words.done.created(name) });
  const form = useForm({ initialValues: { name: '', email: '', password: '' } });
  return (
    <SendForm
      form={form}
      send={create}
      toVariables={(values) => values}
      fieldOfCode={{ EMAIL_TAKEN: 'email' }}
      submit={words.create.submit}
      onDone={onDone}
      onCancel={onCancel}
    >
      <UserFields inputOf={form.getInputProps} />
      <PasswordInput
        label={words.fields.password}
        description={words.fields.passwordHint}
        required
        withAsterisk={false}
        autoComplete="new-password"
        {...form.getInputProps('password')}
      />
    </SendForm>
  );
}
