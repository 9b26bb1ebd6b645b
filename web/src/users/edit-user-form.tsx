import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { SendForm } from '../host/send-form.tsx';
import { useChange } from '../host/use-change.ts';
import { text } from '../text/catalogue.ts';
import type { UserFormProps } from './create-user-form.tsx';
import { updateUser, type User } from './users-api.ts';

/** Changes the name and the address of an account. */
export function EditUserForm({ user, onDone, onCancel }: UserFormProps & { readonly user: User }) {
  const words = text.users;
  const update = useChange(updateUser, { done: ({ name }) => words.done.saved(name) });
  const form = useForm({ initialValues: { name: user.name, email: user.email } });
  return (
    <SendForm
      form={form}
      send={update}
      toVariables={({ name, email }) => ({
        id: user.id,
        ...(name !== user.name && { name }),
        ...(email !== user.email && { email }),
      })}
      fieldOfCode={{ EMAIL_TAKEN: 'email' }}
      submit={words.edit.submit}
      onDone={onDone}
      onCancel={onCancel}
    >
      <TextInput
        label={words.fields.name}
        required
        withAsterisk={false}
        maxLength={200}
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('name')}
      />
      <TextInput
        label={words.fields.email}
        type="email"
        required
        withAsterisk={false}
        maxLength={254}
        autoComplete="off"
        {...form.getInputProps('email')}
      />
    </SendForm>
  );
}
