import type { Page } from 'playwright-core';
import { ADMIN_EMAIL, ADMIN_PASSWORD } from '../support/api.ts';
import { recordEntries } from './support/entries.ts';
import { PageUnderTest } from './support/page-under-test.ts';

describe('the log', () => {
  let test: PageUnderTest;
  beforeAll(async () => {
    test = await PageUnderTest.start();
    await recordEntries(
      test,
      Array.from({ length: 120 }, (_, index) => 119 - index).map((index) => ({
        category: 'data_operation' as const,
        action: index % 4 === 0 ? ('delete' as const) : ('import' as const),
        resource: 'invoice',
        resourceId: String(index),
        description: `Ada ${index % 4 === 0 ? 'deleted' : 'imported'} invoice ${index}`,
        actor: { type: 'user' as const, id: 'u-ada', label: 'ada@example.com' },
        status: index % 10 === 0 ? ('failure' as const) : ('success' as const),
      })),
    );
  }, 240_000);
  afterEach(() => test.closeWindows());
  afterAll(() => test.close());

  const rows = (page: Page) => page.getByRole('table', { name: 'Entries, newest first' }).locator('tr[data-index]');
  const settled = async (page: Page) => {
    await rows(page).first().waitFor();
    await page.locator('[data-stale]').waitFor({ state: 'detached' });
  };
  const sentences = async (page: Page) => rows(page).locator('a').allInnerTexts();
  const onlyInvoices = '/log?q=resource:invoice';

  it('should show the newest entries after signing in, and nothing before', async () => {
    const page = await test.open('/', { as: null });
    await page.getByLabel('E-mail address').fill(ADMIN_EMAIL);
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').filter({ hasText: 'do not open an account' }).waitFor();
    await page.getByLabel('Password', { exact: true }).fill(ADMIN_PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await settled(page);
    expect(new URL(page.url()).pathname).toBe('/log');
    expect(await sentences(page)).toContain('Ada deleted invoice 0');
  });

  it('should filter by a kind of resource that has a slash in its name, and by one of them', async () => {
    const entry = { category: 'data_operation', action: 'import', description: 'Slashed' } as const;
    await recordEntries(test, [
      { ...entry, resource: 'billing/invoice', resourceId: '7' },
      { ...entry, resource: 'billing/invoice', resourceId: '8' },
      { ...entry, resource: 'billing', resourceId: 'invoice' },
    ]);
    const page = await test.open('/log?q=Slashed');
    await page.getByText('1–3 of 3').first().waitFor();
    await rows(page).getByRole('button', { name: 'billing/invoice', exact: true }).first().click();
    await page.getByRole('menuitem', { name: 'Only with this value' }).click();
    await page.getByText('1–2 of 2').first().waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('Slashed resource:billing%2Finvoice');
    await rows(page).getByRole('button', { name: '7', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Only with this value' }).click();
    await page.getByText('1–1 of 1').first().waitFor();
  });

  it('should keep the focus when a filter, a page or a dialog is left', async () => {
    const page = await test.open('/log?q=resource:invoice status:success');
    await settled(page);
    const focused = () => page.locator(':focus');
    await page.getByRole('button', { name: 'Older' }).first().press('Enter');
    await page.getByText('51–100 of 108').first().waitFor();
    expect(await focused().innerText()).toBe('Older');
    await page.getByRole('button', { name: 'Export' }).press('Enter');
    await page.getByRole('dialog').getByText('What will leave').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused().innerText()).toBe('Export');
    await page.getByRole('button', { name: 'Remove the filter resource:invoice' }).press('Enter');
    await page.locator('[aria-label="Remove the filter status:success"]:focus').press('Enter');
    await page.locator('input[role=combobox]:focus').waitFor();
    expect(await focused().getAttribute('aria-label')).toBe('Query');
  });

  it('should filter by the query box and by a cell, and undo it by a chip', async () => {
    const page = await test.open(onlyInvoices);
    await settled(page);
    const box = page.getByRole('combobox', { name: 'Query' });
    await box.fill('resource:invoice status:failure');
    await box.press('Enter');
    await page.getByText('1–12 of 12').first().waitFor();

    await rows(page).first().getByRole('button', { name: 'delete' }).click();
    await page.getByRole('menuitem', { name: 'Without this value' }).click();
    await page.getByText('1–6 of 6').first().waitFor();
    expect(await box.inputValue()).toBe('resource:invoice status:failure -action:delete');
    expect(new URL(page.url()).searchParams.get('q')).toBe('resource:invoice status:failure -action:delete');

    await page.getByRole('button', { name: 'Remove the filter -action:delete' }).click();
    await page.getByText('1–12 of 12').first().waitFor();
  });

  it('should keep form and query in step', async () => {
    const page = await test.open(onlyInvoices);
    await settled(page);
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByRole('combobox', { name: 'Action' }).fill('delete');
    await page.getByRole('option', { name: 'delete', exact: true }).click();
    await page.getByText('1–30 of 30').first().waitFor();
    expect(await page.getByRole('combobox', { name: 'Query' }).inputValue()).toBe('resource:invoice action:delete');
  });

  it('should go to older entries and back', async () => {
    const page = await test.open(onlyInvoices);
    await page.getByText('1–50 of 120').first().waitFor();
    await page.getByRole('button', { name: 'Older' }).first().click();
    await page.getByText('51–100 of 120').first().waitFor();
    const link = page.url();
    await page.getByRole('button', { name: 'Older' }).first().click();
    await page.getByText('101–120 of 120').first().waitFor();
    expect(await page.getByRole('button', { name: 'Older' }).first().isDisabled()).toBe(true);
    await page.goto(link);
    await page.getByText('51–100 of 120').first().waitFor();
    await page.getByRole('button', { name: 'Newer' }).first().click();
    await page.getByText('1–50 of 120').first().waitFor();
    expect(await page.getByRole('button', { name: 'Newer' }).first().isDisabled()).toBe(true);
  });

  it('should open an entry beside the list, go to the next one, and come back to its row, by keys alone', async () => {
    const page = await test.open(onlyInvoices);
    await settled(page);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const entry = page.getByRole('complementary', { name: 'Entry' });
    await entry.getByRole('heading', { name: 'Ada imported invoice 1' }).waitFor();
    await page.keyboard.press('j');
    await entry.getByRole('heading', { name: 'Ada imported invoice 2' }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/log\/[\da-f-]{36}$/);
    await page.keyboard.press('Escape');
    await entry.waitFor({ state: 'detached' });
    expect(await page.locator(':focus').innerText()).toBe('Ada imported invoice 2');
  });

  it('should say when nothing matches, and offer to look further', async () => {
    const page = await test.open('/log?q=resource:nothing&range=1h');
    await page.getByRole('heading', { name: 'No entries match' }).waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await settled(page);
    expect(new URL(page.url()).search).toBe('?range=1h');
  });

  it('should say what it does not understand of a query', async () => {
    const page = await test.open('/log?q=statsu:failure');
    await page.getByRole('heading', { name: 'The query is not understood' }).waitFor();
    expect(await page.getByRole('combobox', { name: 'Query' }).getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByText('did you mean status?').count()).toBe(2);
  });
});
