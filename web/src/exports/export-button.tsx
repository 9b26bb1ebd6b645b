import { Button, LoadingOverlay } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFileExport } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useMay } from '../session/session.ts';
import { text } from '../text/catalogue.ts';
import type { ExportDialogProps } from './export-dialog.tsx';

const ExportDialog = lazy(async () => ({ default: (await import('./export-dialog.tsx')).ExportDialog }));

/** Opens the dialog for what is looked at; only for who may export. Its code is loaded when it is first opened. */
export function ExportButton(matching: Omit<ExportDialogProps, 'isOpen' | 'onClose'>) {
  const mayExport = useMay('audit:export');
  const [isOpen, dialog] = useDisclosure(false);
  const [wasOpened, setOpened] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  if (!mayExport) return null;
  const open = () => {
    setOpened(true);
    dialog.open();
  };
  const close = () => {
    dialog.close();
    button.current?.focus(); // a dialog that is there from its beginning does not know where the focus was
  };
  return (
    <>
      <Button ref={button} variant="default" leftSection={<IconFileExport size={18} />} onClick={open}>
        {text.exports.dialog.open}
      </Button>
      {wasOpened && (
        <Suspense fallback={<LoadingOverlay visible />}>
          <ExportDialog isOpen={isOpen} onClose={close} {...matching} />
        </Suspense>
      )}
    </>
  );
}
