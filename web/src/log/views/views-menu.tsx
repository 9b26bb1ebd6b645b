import { ActionIcon, Button, Group, Menu, Modal, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconBookmark, IconBookmarkPlus, IconCheck, IconTrash } from '@tabler/icons-react';
import { type SyntheticEvent, useState } from 'react';
import { text } from '../../text/catalogue.ts';
import type { Log } from '../use-log.ts';
import { PRESETS, searchOf, useSavedViews, viewOf } from './views.ts';

/** Questions under names: ready made ones, and those that the person has saved. */
export function ViewsMenu({ log }: { readonly log: Log }) {
  const words = text.log.views;
  const saved = useSavedViews();
  const [isSaving, dialog] = useDisclosure(false);
  const present = searchOf(log.view);
  const show = (search: string) => {
    const { query, range, pageSize } = viewOf(search);
    log.show({ query, range, pageSize });
  };
  const remove = (name: string) => {
    saved.remove(name);
    notifications.show({ message: words.removed(name) });
  };
  return (
    <>
      <Menu position="bottom-end" width={300} shadow="md">
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={18} />}>
            {words.open}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{words.presets}</Menu.Label>
          {PRESETS.map(({ name, search }) => (
            <Menu.Item
              key={name}
              onClick={() => show(search)}
              rightSection={searchOf(viewOf(search)) === present ? <IconCheck size={16} /> : undefined}
            >
              {words.names[name]}
            </Menu.Item>
          ))}
          {saved.views.length > 0 && <Menu.Label>{words.own}</Menu.Label>}
          {saved.views.map(({ name, search }) => (
            <Group key={name} gap={4} wrap="nowrap">
              <Menu.Item
                onClick={() => show(search)}
                rightSection={search === present ? <IconCheck size={16} /> : undefined}
              >
                {name}
              </Menu.Item>
              <ActionIcon variant="subtle" color="gray" onClick={() => remove(name)} aria-label={words.remove(name)}>
                <IconTrash size={16} />
              </ActionIcon>
            </Group>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconBookmarkPlus size={16} />} onClick={dialog.open}>
            {words.save}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={isSaving}
        onClose={dialog.close}
        title={words.saveTitle}
        closeButtonProps={{ 'aria-label': text.parts.close }}
      >
        <SaveForm
          onSave={(name) => {
            saved.save({ name, search: present });
            notifications.show({ message: words.saved(name), color: 'teal' });
            dialog.close();
          }}
        />
      </Modal>
    </>
  );
}

function SaveForm({ onSave }: { readonly onSave: (name: string) => void }) {
  const words = text.log.views;
  const [name, setName] = useState('');
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (name.trim() !== '') onSave(name.trim());
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={words.name}
          value={name}
          onChange={({ currentTarget: { value } }) => setName(value)}
          required
          withAsterisk={false}
          maxLength={80}
          data-autofocus
        />
        <Button type="submit">{words.submit}</Button>
      </Stack>
    </form>
  );
}
