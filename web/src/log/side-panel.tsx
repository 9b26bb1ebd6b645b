import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { text } from '../text/catalogue.ts';
import classes from './log-page.module.css';

/** Where there is room, beside the list, which stays in use; else over it. */
const HAS_ROOM = '(min-width: 75em)';

/** By which the panel is found for the focus. */
export const PANEL_ID = 'entry';

export function SidePanel({ children, onClose }: { readonly children: ReactNode; readonly onClose: () => void }) {
  const hasRoom = useMediaQuery(HAS_ROOM, undefined, { getInitialValueInEffect: false });
  if (hasRoom) {
    return (
      <aside id={PANEL_ID} tabIndex={-1} className={classes.side} aria-label={text.entry.label}>
        {children}
      </aside>
    );
  }
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      withCloseButton={false}
      padding={0}
      aria-label={text.entry.label}
      transitionProps={{ duration: 150 }}
      styles={{ body: { height: '100%' } }}
    >
      {children}
    </Drawer>
  );
}
