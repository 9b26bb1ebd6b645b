import { Alert, Progress, Stack, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { type Fact, Facts } from '../host/facts.tsx';
import { Section } from '../host/section.tsx';
import { TimeText } from '../parts/time-text.tsx';
import { text } from '../text/catalogue.ts';
import { duration, number } from '../text/numbers.ts';
import type { UploadDetails } from './uploads-api.ts';

/** The latest import of a file: how far it is, or how it ended. */
export function ImportSection({ upload }: { readonly upload: UploadDetails }) {
  const words = text.uploads.import;
  const { import: latest, status } = upload;
  if (latest === null) {
    return (
      <Section title={words.title}>
        <Text c="dimmed">{words.none}</Text>
      </Section>
    );
  }
  const { startedAt, finishedAt, progress, failure } = latest;
  const facts: readonly Fact[] = [
    { name: words.started, value: <TimeText at={startedAt} /> },
    ...(finishedAt === null
      ? []
      : [{ name: words.took, value: duration(Date.parse(finishedAt) - Date.parse(startedAt)) }]),
    { name: words.accepted, value: number(latest.acceptedLines) },
    { name: words.refused, value: number(latest.refusedLines) },
  ];
  return (
    <Section title={words.title}>
      <Stack gap="sm">
        {status === 'importing' && (
          <div>
            <Progress.Root size="lg">
              <Progress.Section value={progress.percent} aria-label={words.progress} />
            </Progress.Root>
            <Text size="sm" c="dimmed" mt={4} role="status">
              {words.underWay(number(progress.percent))}
            </Text>
          </div>
        )}
        {failure !== null && (
          <Alert color="red" variant="light" icon={<IconAlertCircle />} title={words.failed}>
            {failure}
          </Alert>
        )}
        <Facts facts={facts} />
      </Stack>
    </Section>
  );
}
