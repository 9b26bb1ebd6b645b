import { Group, Text } from '@mantine/core';
import { IconUserCircle } from '@tabler/icons-react';
import { text } from '../text/catalogue.ts';
import { usePerson } from './session.ts';

/** Who reads. */
export function PersonLabel() {
  const { label } = usePerson();
  const words = text.session.person(label);
  return (
    <Group role="img" aria-label={words} title={words} gap={8} px="xs" wrap="nowrap">
      <IconUserCircle size={20} aria-hidden />
      <Text span size="sm" maw={160} truncate visibleFrom="sm">
        {label}
      </Text>
    </Group>
  );
}
