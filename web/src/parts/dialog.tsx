import { Modal, type ModalProps } from '@mantine/core';
import { text } from '../text/catalogue.ts';

export type DialogProps = Pick<ModalProps, 'opened' | 'onClose' | 'title' | 'size' | 'children'>;

/** A dialog over the page. Its heading is not one of the page's landmarks, as a `header` outside of a section would be. */
export function Dialog(props: DialogProps) {
  return (
    <Modal
      {...props}
      closeButtonProps={{ 'aria-label': text.parts.close }}
      attributes={{ header: { role: 'presentation' } }}
    />
  );
}
