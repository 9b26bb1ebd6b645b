import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconClockPlay, IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { FailureAlert } from '../parts/failure-alert.tsx';
import { text } from '../text/catalogue.ts';
import { downloadAddress, type ExportChoice, type ExportFilters, requestOf, USUAL_CHOICE } from './export-choice.ts';
import { ExportForm } from './export-form.tsx';
import { ExportProgress } from './export-progress.tsx';
import { useStartExport } from './export-queries.ts';
import { ExportSentence, type ExportSentenceProps } from './export-sentence.tsx';

export interface ExportDialogProps extends Omit<ExportSentenceProps, 'choice'> {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Which entries; `range` and `query` say the same in words. */
  readonly filters: ExportFilters;
}

/** Takes entries out of the log as a file: at once, or made in the background. It says before what will leave. */
export function ExportDialog({ isOpen, onClose, ...content }: ExportDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={text.exports.dialog.title} size="lg">
      <DialogContent {...content} />
    </Modal>
  );
}

function DialogContent({ filters, ...matching }: Omit<ExportDialogProps, 'isOpen' | 'onClose'>) {
  const words = text.exports.dialog;
  const [choice, setChoice] = useState<ExportChoice>(USUAL_CHOICE);
  const [hasBegun, setBegun] = useState(false);
  const start = useStartExport();
  if (start.data) {
    return (
      <Stack>
        <ExportProgress asked={start.data} />
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {words.mayClose}
          </Text>
          <Button component={Link} to="/exports" variant="default">
            {words.all}
          </Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack>
      <ExportSentence {...matching} choice={choice} />
      <ExportForm choice={choice} onChange={setChoice} />
      {start.error && <FailureAlert failure={start.error} />}
      <Group justify="flex-end">
        <Button
          variant="default"
          leftSection={<IconClockPlay size={18} />}
          loading={start.isPending}
          onClick={() => start.mutate(requestOf(filters, choice))}
        >
          {words.inBackground}
        </Button>
        <Button
          component="a"
          href={downloadAddress(filters, choice)}
          download
          leftSection={<IconDownload size={18} />}
          onClick={() => setBegun(true)}
        >
          {words.download}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" role="status">
        {hasBegun ? words.begun : words.which}
      </Text>
    </Stack>
  );
}
