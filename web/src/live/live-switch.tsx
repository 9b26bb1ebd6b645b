import { Group, Switch, Text, Tooltip } from '@mantine/core';
import { IconAntennaBars5, IconAntennaBarsOff, IconPlayerPause, IconRefresh } from '@tabler/icons-react';
import { text } from '../text/catalogue.ts';
import type { Live } from './use-live.ts';

const ICONS = {
  connecting: IconRefresh,
  live: IconAntennaBars5,
  paused: IconPlayerPause,
  reconnecting: IconRefresh,
  refused: IconAntennaBarsOff,
} as const;

/** Switches following on and off, and says how it goes. */
export function LiveSwitch({ live }: { readonly live: Live }) {
  const words = text.live;
  const { isPossible, isOn, toggle, state } = live;
  const Icon = ICONS[state];
  const why = isPossible ? (words.why as Readonly<Record<string, string>>)[isOn ? state : ''] : words.why.impossible;
  return (
    <Tooltip label={why ?? words.on} multiline w={260} withArrow events={{ hover: true, focus: true, touch: true }}>
      <Group gap={8} wrap="nowrap" mih={36}>
        <Switch label={words.label} checked={isOn && isPossible} disabled={!isPossible} onChange={toggle} size="sm" />
        {isOn && isPossible && (
          <Group gap={4} wrap="nowrap" role="status">
            <Icon size={16} aria-hidden />
            <Text size="sm">{words.states[state]}</Text>
          </Group>
        )}
      </Group>
    </Tooltip>
  );
}
