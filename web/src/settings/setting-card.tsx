import { Button, Code, Group, Modal, Paper, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPencil } from '@tabler/icons-react';
import { ActButton } from '../host/act-button.tsx';
import { LogLink } from '../host/log-link.tsx';
import { useChange } from '../host/use-change.ts';
import { term } from '../parts/addresses.ts';
import { TimeText } from '../parts/time-text.tsx';
import { useMay } from '../session/session.ts';
import { text } from '../text/catalogue.ts';
import { SettingForm } from './setting-form.tsx';
import { setSetting, type Setting } from './settings-api.ts';
import { inWords } from './value-words.ts';

/** One setting: what it steers, what holds, who set it, and the ways to change it. */
export function SettingCard({ setting }: { readonly setting: Setting }) {
  const words = text.settings;
  const { key, description, updatedAt, updatedBy } = setting;
  return (
    <Paper withBorder radius="md" p="md" component="article" aria-label={key}>
      <Group justify="space-between" align="flex-start" gap="md">
        <div style={{ flex: '1 1 320px', minWidth: 0 }}>
          <Code style={{ overflowWrap: 'anywhere' }}>{key}</Code>
          <Text mt={6}>{description}</Text>
          <Text mt={6} fw={600} style={{ overflowWrap: 'anywhere' }}>
            {setting.isSecret ? (setting.isSet ? words.secretSet : words.notSet) : inWords(setting, setting.value)}
          </Text>
          <Text size="sm" c="dimmed">
            {!setting.isSecret && words.byDefault(inWords(setting, setting.default))}
            {updatedAt !== null && (
              <>
                {!setting.isSecret && ' · '}
                {words.setBy(updatedBy?.email ?? words.somebody)} <TimeText at={updatedAt} />
              </>
            )}
          </Text>
        </div>
        <Acts setting={setting} />
      </Group>
    </Paper>
  );
}

function Acts({ setting }: { readonly setting: Setting }) {
  const words = text.settings;
  const { key, isSecret, isSet, value, default: byDefault, schema } = setting;
  const mayWrite = useMay('settings:write');
  const [isChanging, changing] = useDisclosure(false);
  const set = useChange(setSetting, { done: () => words.done(key) });
  const canReset = isSecret ? isSet && schema.nullable === true : value !== byDefault;
  return (
    <Group gap="xs">
      <LogLink
        size="xs"
        variant="subtle"
        of={key}
        place={{ query: term('resource', `setting/${key}`), range: 'all' }}
      />
      {mayWrite && canReset && (
        <ActButton
          act={set}
          variables={{ key, value: isSecret ? null : byDefault }}
          question={{
            title: isSecret ? words.askRemove(key) : words.askReset(key),
            lead: isSecret ? words.removeLead : words.resetLead(inWords(setting, byDefault)),
            confirm: isSecret ? words.remove : words.reset,
            isFinal: isSecret,
          }}
          label={isSecret ? words.removeOf(key) : words.resetOf(key)}
          size="xs"
        >
          {isSecret ? words.remove : words.reset}
        </ActButton>
      )}
      {mayWrite && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPencil size={16} />}
          aria-label={words.changeOf(key)}
          onClick={changing.open}
        >
          {words.change}
        </Button>
      )}
      <Modal opened={isChanging} onClose={changing.close} title={words.changeOf(key)}>
        <SettingForm setting={setting} onDone={changing.close} onCancel={changing.close} />
      </Modal>
    </Group>
  );
}
