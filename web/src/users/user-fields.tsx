import { TextInput } from '@mantine/core';
import type { GetInputPropsReturnType } from '@mantine/form';
import { text } from '../text/catalogue.ts';

/** The name and the address of an account, as they are written for a new one and for one that there is. */
export function UserFields({ inputOf }: { readonly inputOf: (field: 'name' | 'email') => GetInputPropsReturnType }) {
  const words = text.users.fields;
  return (
    <>
      <TextInput
        label={words.name}
        required
        withAsterisk={false}
        maxLength={200}
        autoComplete="off"
        data-autofocus
        {...inputOf('name')}
      />
      <TextInput
        label={words.email}
        type="email"
        required
        withAsterisk={false}
        maxLength={254}
        autoComplete="off"
        {...inputOf('email')}
      />
    </>
  );
}
