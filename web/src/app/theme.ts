import { createTheme, type CSSVariablesResolver, Drawer, Modal, Notification, Tooltip } from '@mantine/core';
import { text } from '../text/catalogue.ts';

const TEXT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';
const CODE = 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, "DejaVu Sans Mono", "Liberation Mono", monospace';

const CLOSE = { 'aria-label': text.parts.close } as const;
/** The heading of a dialog is a `<header>`, but none of the page. */
const DIALOG = {
  closeButtonProps: CLOSE,
  attributes: { header: { role: 'presentation' } },
  styles: { title: { fontWeight: 600 } },
} as const;

/** Quiet, so that what went wrong stands out: red is for failures only, and nothing that was fine has a loud colour. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: 7,
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: TEXT,
  fontFamilyMonospace: CODE,
  headings: { fontWeight: '650', fontFamily: TEXT },
  components: {
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: true } }),
    Modal: Modal.extend({ defaultProps: DIALOG }),
    Drawer: Drawer.extend({ defaultProps: DIALOG }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: CLOSE } }),
  },
});

/** What Mantine writes fainter than everybody can read: 4.5:1 on every ground there is, that of a chosen row included. */
export const readableColors: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#535b64',
    '--mantine-color-placeholder': '#646c75',
    '--mantine-color-error': '#c01f26',
  },
  dark: {
    '--mantine-color-dimmed': '#a8adb3',
    '--mantine-color-placeholder': '#9aa0a6',
    '--mantine-color-error': '#ff8f8f',
  },
});
