import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { text } from '../text/catalogue.ts';
import { number, size } from '../text/numbers.ts';
import type { Progress as Sent } from './use-sending.ts';

export interface SendingProgressProps {
  readonly name: string;
  readonly progress: Sent;
  readonly onCancel: () => void;
}

/** How far a file is on its way. When all of it has left, the server still looks at it. */
export function SendingProgress({ name, progress: { sent, total }, onCancel }: SendingProgressProps) {
  const words = text.uploads.sending;
  const percent = total === 0 ? 0 : Math.floor((100 * sent) / total);
  return (
    <Stack>
      <Text style={{ overflowWrap: 'anywhere' }}>{words.title(name)}</Text>
      <Progress.Root size="lg">
        <Progress.Section value={percent} aria-label={words.title(name)} />
      </Progress.Root>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" role="status">
          {sent < total ? words.sent(size(sent), size(total), number(percent)) : words.checking}
        </Text>
        <Button variant="default" onClick={onCancel} data-autofocus>
          {words.cancel}
        </Button>
      </Group>
    </Stack>
  );
}
