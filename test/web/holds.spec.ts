import type { Page } from 'playwright-core';
import { accessibilityFaults, sidewaysScroll } from './support/accessibility.ts';
import { recordEntries } from './support/entries.ts';
import { PageUnderTest } from './support/page-under-test.ts';

describe('legal holds', () => {
  let test: PageUnderTest;
  beforeEach(async () => {
    test = await PageUnderTest.start();
  }, 240_000);
  afterEach(() => test.close());

  const form = (page: Page) => page.getByRole('dialog', { name: 'Place a legal hold' });
  const rows = (page: Page) => page.getByRole('table', { name: /^Legal holds/ }).getByRole('row');

  it('should be placed with a reason and a subject, lead to their entries, and be released when asked twice', async () => {
    await recordEntries(test, [
      { category: 'data_operation', action: 'import', resource: 'ledger', resourceId: '7', description: 'One of them' },
      { category: 'data_operation', action: 'import', resource: 'ledger', resourceId: '8' },
    ]);
    const page = await test.open('/holds', { browser: { reducedMotion: 'reduce' } });
    await page.getByRole('heading', { name: 'There are no legal holds' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByRole('button', { name: 'Place a hold' }).click();
    const submit = form(page).getByRole('button', { name: 'Place the hold' });
    expect(await submit.isDisabled()).toBe(true);
    await form(page).getByRole('textbox', { name: 'Tenant' }).fill('acme');
    await form(page).getByRole('textbox', { name: 'Resource, id' }).fill('7');
    await submit.click();
    await form(page).getByText('Say why, so that others know').waitFor();
    await form(page).getByText('An id alone is not enough').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await form(page).getByRole('textbox', { name: 'Tenant' }).fill('');
    await form(page).getByRole('textbox', { name: 'Kind of resource' }).fill('ledger');
    await form(page).getByRole('textbox', { name: 'Why' }).fill('Case <b>2026/117</b>');
    await submit.click();
    await form(page).waitFor({ state: 'detached' });

    const row = rows(page).nth(1);
    await row.getByText('Case <b>2026/117</b>').waitFor();
    await row.getByText('Holds', { exact: true }).waitFor();
    await row.getByText('by admin@example.com').waitFor();
    await row.getByRole('link', { name: 'See them in the log' }).click();
    await page.getByText('1–1 of 1').first().waitFor();
    await page.getByRole('link', { name: 'One of them' }).waitFor();

    await page.goBack();
    await row.getByRole('button', { name: /^Release the hold/ }).click();
    const question = page.getByRole('dialog', { name: 'Release this hold?' });
    expect(await accessibilityFaults(page)).toEqual([]);
    await question.getByRole('button', { name: 'Keep it' }).click();
    await question.waitFor({ state: 'detached' });
    await row.getByText('Holds', { exact: true }).waitFor();
    await row.getByRole('button', { name: /^Release the hold/ }).click();
    await question.getByRole('button', { name: 'Release it' }).click();
    await row.getByText('Released', { exact: true }).first().waitFor();
    expect(await row.getByRole('button').count()).toBe(0);
  });

  it('should tell why a hold was refused, and keep what was written', async () => {
    const page = await test.open('/holds', { browser: { reducedMotion: 'reduce' } });
    await page.getByRole('button', { name: 'Place a hold' }).click();
    await form(page).getByRole('textbox', { name: 'Why' }).fill('Case 7');
    await form(page).getByRole('textbox', { name: 'User, id' }).fill('u-ada');
    await page.route('**/holds', (route) => route.abort());
    await form(page).getByRole('button', { name: 'Place the hold' }).click();
    await form(page).getByRole('alert').getByText('The server can not be reached').waitFor();
    expect(await form(page).getByRole('textbox', { name: 'Why' }).inputValue()).toBe('Case 7');
    await page.unroute('**/holds');
    await form(page).getByRole('button', { name: 'Place the hold' }).click();
    await rows(page).nth(1).getByText('Case 7').waitFor();
    await page.setViewportSize({ width: 360, height: 800 });
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);
  });
});
