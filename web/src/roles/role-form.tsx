import { Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { SendForm } from '../host/send-form.tsx';
import { useChange } from '../host/use-change.ts';
import { text } from '../text/catalogue.ts';
import { createRole, type Role, updateRole } from './roles-api.ts';

export interface RoleFormProps {
  /** The role to change; left out, a new one is made, which allows nothing yet. */
  readonly role?: Role;
  readonly onDone: (role: Role) => void;
  readonly onCancel: () => void;
}

/** The name of a role, and what it is for. */
export function RoleForm({ role, onDone, onCancel }: RoleFormProps) {
  const words = text.roles;
  const save = useChange(
    (values: { readonly name: string; readonly description: string }) =>
      role === undefined
        ? createRole({ ...values, permissions: [] })
        : updateRole({ id: role.id, description: values.description, ...(!role.isSeeded && { name: values.name }) }),
    { done: ({ name }) => (role === undefined ? words.done.created(name) : words.done.saved(name)) },
  );
  const form = useForm({ initialValues: { name: role?.name ?? '', description: role?.description ?? '' } });
  return (
    <SendForm
      form={form}
      send={save}
      toVariables={(values) => values}
      fieldOfCode={{ ROLE_NAME_TAKEN: 'name' }}
      submit={role === undefined ? words.create.submit : words.edit.submit}
      onDone={onDone}
      onCancel={onCancel}
    >
      <TextInput
        label={words.fields.name}
        description={role?.isSeeded ? words.fields.seededName : words.fields.nameHint}
        required
        withAsterisk={false}
        disabled={role?.isSeeded ?? false}
        maxLength={60}
        autoComplete="off"
        data-autofocus={role?.isSeeded ? undefined : true}
        {...form.getInputProps('name')}
      />
      <Textarea
        label={words.fields.description}
        required
        withAsterisk={false}
        maxLength={200}
        autosize
        minRows={2}
        {...form.getInputProps('description')}
      />
    </SendForm>
  );
}
