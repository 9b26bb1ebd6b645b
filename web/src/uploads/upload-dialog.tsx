import { Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { tellDone } from '../host/tell-done.ts';
import { text } from '../text/catalogue.ts';
import { UploadForm } from './upload-form.tsx';
import type { Upload } from './uploads-api.ts';
import { useAskOnBack } from './use-ask-on-back.ts';
import { useSending } from './use-sending.ts';

export interface UploadDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onDone: (upload: Upload) => void;
}

/** Where a file is chosen and sent. Who closes it or goes back amid that is asked first, as the upload ends with it. */
export function UploadDialog({ isOpen, onClose, onDone }: UploadDialogProps) {
  const words = text.uploads.form;
  const sending = useSending();
  const [isAsking, asking] = useDisclosure(false);
  useAskOnBack(sending.progress !== undefined, asking.open);
  const giveUp = () => {
    sending.cancel();
    onClose();
    tellDone(words.cancelled);
  };
  return (
    <Modal
      opened={isOpen}
      onClose={sending.progress ? asking.toggle : onClose}
      onExitTransitionEnd={sending.forget}
      closeOnClickOutside={false}
      title={words.title}
    >
      <UploadForm
        sending={sending}
        question={isAsking ? { onGoOn: asking.close, onGiveUp: giveUp } : undefined}
        onBegin={asking.close}
        onDone={onDone}
        onCancel={onClose}
      />
    </Modal>
  );
}
