// What the pictures of docs/ show: where, and what is done before.
const OCTOBER = 'from=2026-10-01T00:00:00.000Z&to=2026-11-01T00:00:00.000Z&zone=utc';
const YUKI = 'user:yuki.tanaka@harbour.example+action:login+status:failure+on:2026-10+ip:192.0.2.66';

const click = (page, role, name) => page.getByRole(role, { name }).first().click();
const seen = (page, text) => page.getByText(text).filter({ visible: true }).first().waitFor();

/** `as` is the auditor where it is not said. */
export const PICTURES = [
  {
    name: 'log',
    path: `/log?q=-category:request+-action:logout&from=2026-10-05T00:00:00.000Z&to=2026-10-20T00:00:00.000Z&zone=utc`,
    prepare: (page) => seen(page, /^1–50 of/),
  },
  {
    name: 'changes',
    path: '/log?q=resource:setting&range=all&zone=utc',
    prepare: async (page) => {
      await click(page, 'link', 'olivia.reyes@harbour.example updated setting password.min_length');
      await page.getByText('Changes', { exact: true }).scrollIntoViewIfNeeded();
      await seen(page, 'Before');
    },
  },
  {
    name: 'export',
    path: `/log?q=${YUKI}&zone=utc`,
    prepare: async (page) => {
      await seen(page, '1–5 of 5');
      await click(page, 'button', 'Export');
      await seen(page, '5 entries');
    },
  },
  {
    name: 'activity',
    path: '/activity?user=marcus.lindqvist@harbour.example&from=2026-10-21T00:00:00.000Z&to=2026-10-22T00:00:00.000Z&zone=utc',
    prepare: async (page) => {
      await seen(page, '198.51.100.11');
      await seen(page, 'Last entries');
    },
  },
  {
    name: 'history',
    path: '/history?type=setting&id=password.min_length&at=2026-10-01T00:00:00.000Z&zone=utc',
    prepare: (page) => seen(page, 'Its creation is not in the log'),
  },
  { name: 'errors', path: `/errors?sort=count&${OCTOBER}`, prepare: (page) => seen(page, 'SIGN_IN_FAILED') },
  {
    name: 'manifest',
    path: '/log?q=category:role_permission&range=all&zone=utc',
    prepare: async (page) => {
      await seen(page, /^1–\d+ of/);
      await click(page, 'button', 'Export');
      await click(page, 'button', 'Prepare in the background');
      await click(page, 'link', 'All your exports');
      await click(page, 'button', /^Manifest of/);
      await seen(page, 'What this export is');
    },
  },
  {
    name: 'holds',
    path: '/holds?zone=utc',
    as: 'admin',
    prepare: async (page) => {
      await click(page, 'button', 'Place a hold');
      await page.getByRole('textbox', { name: 'Why', exact: true }).fill('Case 2026-17');
      await page.getByRole('textbox', { name: 'Kind of resource', exact: true }).fill('setting');
      await click(page, 'button', 'Place the hold');
      await seen(page, 'The hold is placed.');
      await page.getByText('The hold is placed.').waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'See them in the log' }).waitFor();
    },
  },
];
