import { Autocomplete, Button, Group, Paper } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconUser } from '@tabler/icons-react';
import { type SyntheticEvent, useEffect, useState } from 'react';
import { text } from '../text/catalogue.ts';
import { useUserNames } from './activity-queries.ts';

export interface UserPickerProps {
  readonly user: string | undefined;
  readonly onPick: (user: string) => void;
}

const TYPING_MS = 200;

/** Says whose activity is wanted: by a name or an id that entries have, completed while it is written. */
export function UserPicker({ user, onPick }: UserPickerProps) {
  const words = text.activity.picker;
  const [written, setWritten] = useState(user ?? '');
  useEffect(() => setWritten(user ?? ''), [user]);
  const [prefix] = useDebouncedValue(written.trim(), TYPING_MS);
  const names = useUserNames(prefix === user ? '' : prefix);
  const pick = (name: string) => {
    if (name.trim() !== '') onPick(name.trim());
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    pick(written);
  };
  return (
    <Paper withBorder p="md" component="form" role="search" aria-label={words.label} onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        <Autocomplete
          label={words.user}
          placeholder={words.placeholder}
          leftSection={<IconUser size={18} aria-hidden />}
          data={[...names]}
          value={written}
          onChange={setWritten}
          onOptionSubmit={pick}
          filter={({ options }) => options}
          maxDropdownHeight={320}
          maxLength={300}
          flex={1}
          miw={200}
        />
        <Button type="submit" leftSection={<IconSearch size={18} />}>
          {words.submit}
        </Button>
      </Group>
    </Paper>
  );
}
