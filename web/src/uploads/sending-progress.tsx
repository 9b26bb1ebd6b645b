import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { text } from '../text/catalogue.ts';
import { number, size } from '../text/numbers.ts';
import type { Progress as Sent } from './use-sending.ts';

/** Whether it is to be given up; it goes on meanwhile. */
export interface GiveUpQuestion {
  readonly onGoOn: () => void;
  readonly onGiveUp: () => void;
}

export interface SendingProgressProps {
  readonly name: string;
  readonly progress: Sent;
  /** Undefined while nobody has to be asked. */
  readonly question: GiveUpQuestion | undefined;
  readonly onCancel: () => void;
}

/** How far a file is on its way. When all of it has left, the server still looks at it. */
export function SendingProgress({ name, progress: { sent, total }, question, onCancel }: SendingProgressProps) {
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
        {question === undefined && (
          <Button variant="default" onClick={onCancel} data-autofocus>
            {words.cancel}
          </Button>
        )}
      </Group>
      {question && <Question {...question} />}
    </Stack>
  );
}

function Question({ onGoOn, onGiveUp }: GiveUpQuestion) {
  const words = text.uploads.sending;
  return (
    <>
      <Alert role="alert" color="orange" variant="light" icon={<IconAlertTriangle />}>
        <Text fw={600}>{words.ask}</Text>
        <Text size="sm">{words.askLead}</Text>
      </Alert>
      <Group gap="xs" justify="flex-end">
        <Button variant="default" onClick={onGiveUp}>
          {words.giveUp}
        </Button>
        <Button onClick={onGoOn} ref={(button) => button?.focus()}>
          {words.goOn}
        </Button>
      </Group>
    </>
  );
}
