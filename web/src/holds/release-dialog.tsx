import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { FailureAlert } from '../parts/failure-alert.tsx';
import { text } from '../text/catalogue.ts';
import { HoldSubject } from './hold-subject.tsx';
import { type LegalHold, useReleaseHold } from './holds-queries.ts';

export interface ReleaseDialogProps {
  /** Undefined while it is closed. */
  readonly hold: LegalHold | undefined;
  readonly onClose: () => void;
}

/** Asks whether a hold is really to be released: it can't be taken back. */
export function ReleaseDialog({ hold, onClose }: ReleaseDialogProps) {
  return (
    <Modal opened={hold !== undefined} onClose={onClose} title={text.holds.release.title}>
      {hold !== undefined && <Question hold={hold} onClose={onClose} />}
    </Modal>
  );
}

function Question({ hold, onClose }: { readonly hold: LegalHold; readonly onClose: () => void }) {
  const words = text.holds.release;
  const release = useReleaseHold();
  const submit = () =>
    release.mutate(hold.id, {
      onSuccess: () => {
        notifications.show({ message: words.released, color: 'teal' });
        onClose();
      },
    });
  return (
    <Stack>
      <div>
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {hold.reason}
        </Text>
        <HoldSubject hold={hold} />
      </div>
      <Text>{words.lead}</Text>
      {release.error && <FailureAlert failure={release.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {words.cancel}
        </Button>
        <Button loading={release.isPending} onClick={submit}>
          {words.submit}
        </Button>
      </Group>
    </Stack>
  );
}
