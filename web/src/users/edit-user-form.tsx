import { useForm } from '@mantine/form';
import { SendForm } from '../host/send-form.tsx';
import { useChange } from '../host/use-change.ts';
import { text } from '../text/catalogue.ts';
import type { UserFormProps } from './create-user-form.tsx';
import { UserFields } from './user-fields.tsx';
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
      <UserFields inputOf={form.getInputProps} />
    </SendForm>
  );
}
