import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { FailureAlert } from '../parts/failure-alert.tsx';
import { text } from '../text/catalogue.ts';
import { BusyButton } from './busy-button.tsx';

export interface Question {
  /** What is asked: "Delete Bob Miller?" */
  readonly title: string;
  /** What happens then, and whether there is a way back. */
  readonly lead: ReactNode;
  /** The word on the button that does it. */
  readonly confirm: string;
  /** There is no way back. @default false */
  readonly isFinal?: boolean;
}

export interface AskFirstProps extends Question {
  readonly isOpen: boolean;
  readonly isPending: boolean;
  /** Why it was refused, when it was. */
  readonly failure: Error | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something is done that somebody could regret. The focus begins at the way out. */
export function AskFirst({ title, lead, confirm, isFinal = false, ...rest }: AskFirstProps) {
  const { isOpen, isPending, failure, onConfirm, onClose } = rest;
  return (
    <Modal opened={isOpen} onClose={onClose} title={title}>
      <Stack>
        <Text component="div">{lead}</Text>
        {isFinal && (
          <Alert color="orange" variant="light" p="xs">
            {text.host.final}
          </Alert>
        )}
        {failure && <FailureAlert failure={failure} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {text.host.cancel}
          </Button>
          <BusyButton color={isFinal ? 'red.9' : undefined} isBusy={isPending} onClick={onConfirm}>
            {confirm}
          </BusyButton>
        </Group>
      </Stack>
    </Modal>
  );
}
