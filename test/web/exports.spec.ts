import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { signIn } from '../support/api.ts';
import { ExportClient } from '../support/exports.ts';
import { createUser, USER_PASSWORD } from '../support/users.ts';
import { accessibilityFaults, sidewaysScroll } from './support/accessibility.ts';
import { recordEntries } from './support/entries.ts';
import { holdTheLog } from '../support/held-log.ts';
import { PageUnderTest } from './support/page-under-test.ts';

describe('exports', () => {
  let test: PageUnderTest;
  beforeAll(async () => {
    test = await PageUnderTest.start();
    await recordEntries(
      test,
      Array.from({ length: 30 }, (_, index) => ({
        category: 'data_operation' as const,
        action: 'import' as const,
        resource: 'invoice',
        resourceId: String(index),
        description: `Ada imported invoice ${index}`,
        actor: { type: 'user' as const, id: 'u-ada', label: '=ada@example.com' },
      })),
    );
    const client = new ExportClient(`${test.app.url}/api/v1/audit-logs`, {
      authorization: `Bearer ${await signIn(test.app)}`,
    });
    const { id } = await client.create({ format: 'csv', q: 'resource:invoice' });
    await client.ended(id);
  }, 240_000);
  afterEach(() => test.closeWindows());
  afterAll(() => test.close());

  const INVOICES = '/log?q=resource:invoice&range=7d';
  const dialog = (page: Page) => page.getByRole('dialog', { name: 'Export entries' });
  const openDialog = async (page: Page) => {
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await dialog(page).getByText('30 entries').waitFor();
  };
  const list = (page: Page) => page.getByRole('table', { name: 'Your exports, newest first' });

  it('should say what will leave, and download just that', async () => {
    const page = await test.open(INVOICES);
    await openDialog(page);
    await dialog(page).getByText('Last 7 days').waitFor();
    await dialog(page).getByText('resource:invoice', { exact: true }).waitFor();
    await dialog(page).getByRole('switch', { name: 'All columns' }).click();
    await dialog(page).getByRole('checkbox', { name: 'IP address' }).uncheck();
    await dialog(page).getByRole('combobox', { name: 'Separated by' }).click();
    await page.getByRole('option', { name: 'Semicolon' }).click();
    await dialog(page).getByText('CSV · 4 of 21 columns · separated by semicolons · times in UTC').waitFor();
    const download = page.waitForEvent('download');
    await dialog(page).getByRole('link', { name: 'Download now' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/\.csv$/);
    const [head, ...rows] = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
    expect(head).toBe('timestamp;description;status;userLabel');
    expect(rows).toHaveLength(30);
    expect(rows[0]).toMatch(/Z;Ada imported invoice 29;success;'=ada@example\.com$/);
    await dialog(page).getByText('The browser is saving the file').waitFor();
  });

  it('should say nothing of CSV for other formats', async () => {
    const page = await test.open(INVOICES);
    await openDialog(page);
    await dialog(page).getByText('NDJSON', { exact: true }).first().click();
    await dialog(page).getByText('One entry on each line').waitFor();
    expect(await dialog(page).getByRole('combobox', { name: 'Separated by' }).count()).toBe(0);
    const download = page.waitForEvent('download');
    await dialog(page).getByRole('link', { name: 'Download now' }).click();
    const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(30);
    expect(JSON.parse(lines[0]!)).toMatchObject({ resourceType: 'invoice', userLabel: '=ada@example.com' });
  });

  it('should make a file in the background, whose hash is that of the list and the manifest', async () => {
    const page = await test.open(INVOICES);
    await openDialog(page);
    await dialog(page).getByRole('checkbox', { name: 'Compressed (gzip)' }).check();
    await dialog(page).getByRole('button', { name: 'Prepare in the background' }).click();
    await dialog(page).getByText('Ready').waitFor();
    await dialog(page).getByText('30 entries').waitFor();
    const hash = await dialog(page).locator('code').innerText();
    await dialog(page).getByRole('link', { name: 'All your exports' }).click();

    const row = list(page).getByRole('row').nth(1);
    await row.getByText('resource:invoice after:-7d').waitFor();
    const download = page.waitForEvent('download');
    await row.getByRole('link', { name: /^Download the export of/ }).click();
    const bytes = await readFile(await (await download).path());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(hash);
    expect([...bytes.subarray(0, 2)]).toEqual([0x1f, 0x8b]);

    await row.getByRole('button', { name: /^Manifest/ }).click();
    const manifest = page.getByRole('dialog', { name: 'Manifest' });
    await manifest.getByText(hash).waitFor();
    await manifest.getByText('admin@example.com').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await manifest.waitFor({ state: 'detached' });
    expect(await page.locator(':focus').innerText()).toBe('Manifest');
  });

  it('should show how far it is, in the list too, and cancel it', async () => {
    const page = await test.open(INVOICES);
    await openDialog(page);
    const release = await holdTheLog(test.app, 'ACCESS EXCLUSIVE'); // no export gets any further
    try {
      await dialog(page).getByRole('button', { name: 'Prepare in the background' }).click();
      await dialog(page).getByRole('progressbar').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await dialog(page).getByRole('link', { name: 'All your exports' }).click();
      const row = list(page).getByRole('row').nth(1);
      await row.getByRole('progressbar').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await row.getByRole('button', { name: 'Cancel the export' }).click();
      await row.getByText('Cancelled').waitFor();
    } finally {
      await release();
    }
    expect(await list(page).getByRole('row').nth(1).getByRole('link').count()).toBe(0);
  });

  it('should look at the list by itself only while something is under way', async () => {
    const page = await test.open('/exports');
    await list(page).getByRole('row').nth(1).waitFor();
    let looks = 0;
    page.on('request', (request) => (looks += request.url().includes('/audit-logs/exports') ? 1 : 0));
    await page.clock.install();
    await page.clock.runFor(60_000);
    expect(looks).toBe(0);
  });

  it('should say when there are none, and offer nothing to who may not export', async () => {
    const auditor = await createUser(test.app, { roles: ['auditor'] });
    const page = await test.open('/exports', { as: { email: auditor.email, password: USER_PASSWORD } });
    await page.getByRole('heading', { name: 'You have no exports yet' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const nobody = await createUser(test.app);
    const other = await test.open('/exports', { as: { email: nobody.email, password: USER_PASSWORD } });
    await other.getByRole('heading', { name: 'You may not see this' }).waitFor();
  });

  it.each([
    ['light', 1440],
    ['dark', 360],
  ] as const)('should be accessible, and no wider than the window: %s, %d px', async (colorScheme, width) => {
    const browser = { colorScheme, reducedMotion: 'reduce', viewport: { width, height: 800 } } as const;
    const page = await test.open('/exports', { browser });
    await list(page).getByRole('row').nth(1).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);
    await page.goto(INVOICES);
    await openDialog(page);
    await dialog(page).getByRole('switch', { name: 'All columns' }).click();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
