import { NumberInput, PasswordInput, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { SendForm } from '../host/send-form.tsx';
import { useChange } from '../host/use-change.ts';
import { text } from '../text/catalogue.ts';
import { number } from '../text/numbers.ts';
import { setSetting, type Setting, type SettingValue } from './settings-api.ts';

export interface SettingFormProps {
  readonly setting: Setting;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** Sets a value as the schema of the setting asks for it. A secret is written, and never shown. */
export function SettingForm({ setting, onDone, onCancel }: SettingFormProps) {
  const words = text.settings;
  const { key, description, schema, isSecret } = setting;
  const set = useChange(setSetting, { done: () => words.done(key) });
  const form = useForm<{ value: string | number }>({ initialValues: { value: setting.value ?? '' } });
  const input = {
    label: words.value,
    description: boundsOf(setting),
    placeholder: schema.example,
    required: schema.nullable !== true || isSecret,
    withAsterisk: false,
    'data-autofocus': true,
    ...form.getInputProps('value'),
  };
  return (
    <SendForm
      form={form}
      send={set}
      toVariables={({ value }) => ({ key, value: toValue(setting, value) })}
      submit={words.set}
      onDone={onDone}
      onCancel={onCancel}
    >
      <Text>{description}</Text>
      {schema.type === 'integer' ? (
        <NumberInput {...input} allowDecimal={false} thousandSeparator="," />
      ) : isSecret ? (
        <PasswordInput {...input} autoComplete="new-password" />
      ) : (
        <TextInput {...input} autoComplete="off" />
      )}
    </SendForm>
  );
}

/** What the server takes it for decides: also what is out of bounds is sent, and refused. */
function toValue({ schema }: Setting, value: string | number): SettingValue {
  if (value === '' && schema.nullable === true) return null;
  return schema.type === 'integer' && value !== '' ? Number(value) : value;
}

function boundsOf({ schema: { type, minimum, maximum, minLength, maxLength } }: Setting): string {
  const words = text.settings.bounds;
  if (type === 'integer') return words.numbers(number(minimum ?? 0), number(maximum ?? 0));
  return words.texts(number(minLength ?? 0), number(maxLength ?? 0));
}
