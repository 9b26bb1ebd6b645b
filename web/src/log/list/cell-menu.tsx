import { Menu, Portal } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCopy, IconFilter, IconFilterOff } from '@tabler/icons-react';
import { useCallback, useRef, useState } from 'react';
import { text } from '../../text/catalogue.ts';
import type { FieldValue } from '../query/filters.ts';

export interface CellMenuActions {
  readonly onFilterFor: (value: FieldValue) => void;
  readonly onFilterOut: (value: FieldValue) => void;
}

interface Opened extends FieldValue {
  readonly cell: HTMLElement;
}

/** One menu for all cells of a table: 200 rows of menus would cost more than the rows. */
export function useCellMenu(): {
  readonly opened: Opened | undefined;
  readonly open: (value: Opened) => void;
  readonly close: () => void;
} {
  const [opened, setOpened] = useState<Opened>();
  const open = useCallback((value: Opened) => setOpened(value), []);
  const close = useCallback(() => setOpened(undefined), []);
  return { opened, open, close };
}

interface CellMenuProps extends CellMenuActions {
  readonly opened: Opened | undefined;
  readonly onClose: () => void;
}

/** What can be done with the value of a cell: look only at entries with it, only at those without it, copy it. */
export function CellMenu({ opened, onClose, onFilterFor, onFilterOut }: CellMenuProps) {
  const words = text.log.cell;
  const clipboard = useClipboard();
  const last = useRef<Opened | undefined>(undefined);
  if (opened !== undefined) last.current = opened; // it keeps its place while it fades away
  const shown = opened ?? last.current;
  if (shown === undefined) return null;
  const { cell, field, value } = shown;
  const box = cell.getBoundingClientRect();
  const close = () => {
    onClose();
    cell.focus({ preventScroll: true });
  };
  return (
    <Menu
      opened={opened !== undefined}
      onClose={close}
      returnFocus={false}
      position="bottom-start"
      shadow="md"
      width={230}
    >
      <Portal>
        <Menu.Target>
          <span
            aria-hidden
            style={{
              position: 'fixed',
              left: box.left,
              top: box.top,
              width: box.width,
              height: box.height,
              pointerEvents: 'none',
            }}
          />
        </Menu.Target>
      </Portal>
      <Menu.Dropdown aria-label={words.menu(value)}>
        <Menu.Label style={{ overflowWrap: 'anywhere' }}>{value}</Menu.Label>
        <Menu.Item leftSection={<IconFilter size={16} />} onClick={() => onFilterFor({ field, value })}>
          {words.only}
        </Menu.Item>
        <Menu.Item leftSection={<IconFilterOff size={16} />} onClick={() => onFilterOut({ field, value })}>
          {words.without}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => clipboard.copy(value)}>
          {words.copy}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
