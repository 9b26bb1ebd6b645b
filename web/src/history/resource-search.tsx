import { Autocomplete, Button, Paper, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconHistory } from '@tabler/icons-react';
import { useEffect } from 'react';
import type { ResourceName } from '../parts/addresses.ts';
import { text } from '../text/catalogue.ts';
import classes from './history.module.css';
import { useResourceTypes } from './history-queries.ts';

export interface ResourceSearchProps {
  readonly resource: ResourceName | undefined;
  readonly onSearch: (resource: ResourceName) => void;
}

/** Says whose history is wanted. */
export function ResourceSearch({ resource, onSearch }: ResourceSearchProps) {
  const words = text.history.search;
  const types = useResourceTypes();
  const form = useForm({
    initialValues: { type: resource?.type ?? '', id: resource?.id ?? '' },
    validate: {
      type: (value) => (value.trim() === '' ? words.typeNeeded : null),
      id: (value) => (value.trim() === '' ? words.idNeeded : null),
    },
  });
  const { setValues } = form;
  const [type, id] = [resource?.type, resource?.id];
  useEffect(() => {
    if (type !== undefined && id !== undefined) setValues({ type, id });
  }, [type, id, setValues]);
  return (
    <Paper
      withBorder
      p="md"
      component="form"
      role="search"
      aria-label={words.label}
      onSubmit={form.onSubmit((values) => onSearch({ type: values.type.trim(), id: values.id.trim() }))}
    >
      <div className={classes.search}>
        <Autocomplete label={words.type} data={[...types]} maxLength={100} limit={20} {...form.getInputProps('type')} />
        <TextInput
          label={words.id}
          maxLength={300}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('id')}
        />
        <Button type="submit" leftSection={<IconHistory size={18} />}>
          {words.submit}
        </Button>
      </div>
    </Paper>
  );
}
