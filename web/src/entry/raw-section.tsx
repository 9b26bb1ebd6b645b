import { Button, CopyButton, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBraces, IconCheck, IconCopy } from '@tabler/icons-react';
import type { Entry } from '../api/client.ts';
import { text } from '../text/catalogue.ts';
import { JsonBlock } from './json-block.tsx';
import { Section } from './section.tsx';

/** The entry as the API gives it. */
export function RawSection({ entry }: { readonly entry: Entry }) {
  const words = text.entry.raw;
  const [isOpen, raw] = useDisclosure(false);
  const json = JSON.stringify(entry, null, 2);
  return (
    <Section title={words.title}>
      <Group gap="xs" mb={isOpen ? 'xs' : 0}>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconBraces size={16} />}
          onClick={raw.toggle}
          aria-expanded={isOpen}
        >
          {isOpen ? words.hide : words.show}
        </Button>
        <CopyButton value={json}>
          {({ copied, copy }) => (
            <Button
              size="xs"
              variant="default"
              leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              onClick={copy}
            >
              {copied ? text.parts.copied : words.copy}
            </Button>
          )}
        </CopyButton>
      </Group>
      {isOpen && <JsonBlock value={json} />}
    </Section>
  );
}
