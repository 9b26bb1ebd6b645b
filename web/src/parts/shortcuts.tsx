import { ActionIcon, Group, Kbd, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKeyboard } from '@tabler/icons-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { text } from '../text/catalogue.ts';

/** What a key does while the component that says so is on the page. */
export interface Shortcut {
  /** As `KeyboardEvent.key` names them; each of them does it. */
  readonly keys: readonly string[];
  /** For the list of shortcuts. */
  readonly does: string;
  /** Called unless somebody is typing, or a dialog is open. */
  readonly run: (event: KeyboardEvent) => void;
}

type Source = { readonly current: readonly Shortcut[] };

const sources = new Set<Source>();
const watchers = new Set<() => void>();
let snapshot: readonly Shortcut[] = [];

/** Adds shortcuts as long as the component is there. The newest component that knows a key gets it. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const source = useRef(shortcuts);
  useEffect(() => {
    source.current = shortcuts;
  });
  useEffect(() => {
    sources.add(source);
    announce();
    return () => {
      sources.delete(source);
      announce();
    };
  }, []);
}

function announce(): void {
  snapshot = [...sources].flatMap(({ current }) => current);
  watchers.forEach((watch) => watch());
}

function subscribe(watch: () => void): () => void {
  watchers.add(watch);
  if (watchers.size === 1) document.addEventListener('keydown', onKey);
  return () => {
    watchers.delete(watch);
    if (watchers.size === 0) document.removeEventListener('keydown', onKey);
  };
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
  const all = [...sources].toReversed().flatMap(({ current }) => current);
  const shortcut = all.find(({ keys }) => keys.includes(event.key));
  if (shortcut === undefined) return;
  event.preventDefault();
  shortcut.run(event);
}

/** Keys are for the field or the dialog that has the focus. */
function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest('input, textarea, select, [role="slider"], [role="menu"], [role="listbox"], [aria-modal="true"]') !==
      null
  );
}

/** Opens the list of shortcuts, as `?` does. */
export function ShortcutsButton() {
  const words = text.parts.shortcuts;
  const [isOpen, dialog] = useDisclosure(false);
  const shortcuts = useSyncExternalStore(subscribe, () => snapshot);
  useShortcuts([{ keys: ['?'], does: words.help, run: dialog.open }]);
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={words.open}
        title={words.open}
        onClick={dialog.open}
      >
        <IconKeyboard size={20} />
      </ActionIcon>
      <Modal
        opened={isOpen}
        onClose={dialog.close}
        title={words.title}
        closeButtonProps={{ 'aria-label': text.parts.close }}
      >
        <Stack gap="xs">
          {shortcuts.map(({ keys, does }) => (
            <Group key={does} justify="space-between" wrap="nowrap">
              <Text>{does}</Text>
              <Group gap={4} wrap="nowrap">
                {keys.map((key) => (
                  <Kbd key={key}>{KEY_NAMES[key] ?? key}</Kbd>
                ))}
              </Group>
            </Group>
          ))}
        </Stack>
      </Modal>
    </>
  );
}

const KEY_NAMES: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowRight: '→', Escape: 'Esc' };
