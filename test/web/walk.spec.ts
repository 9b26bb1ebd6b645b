import type { Page } from 'playwright-core';
import { ADMIN_EMAIL, ADMIN_PASSWORD } from '../support/api.ts';
import { accessibilityFaults, sidewaysScroll } from './support/accessibility.ts';
import { recordEntries } from './support/entries.ts';
import { focused } from './support/focus.ts';
import { PageUnderTest } from './support/page-under-test.ts';

const COUNT = 210;

describe('walking through the log', () => {
  let test: PageUnderTest;
  beforeAll(async () => {
    test = await PageUnderTest.start();
    await recordEntries(
      test,
      Array.from({ length: COUNT }, (_, index) => COUNT - index).map((index) => ({
        category: 'data_operation' as const,
        action: 'import' as const,
        resource: 'invoice',
        description: `Invoice ${index}`,
      })),
    );
  }, 240_000);
  afterEach(() => test.closeWindows());
  afterAll(() => test.close());

  const table = (page: Page) => page.getByRole('table', { name: 'Entries, newest first' });
  const entry = (page: Page) => page.getByRole('complementary', { name: 'Entry' });
  const opened = (page: Page, index: number) =>
    entry(page)
      .getByRole('heading', { name: `Invoice ${index}`, exact: true })
      .waitFor();

  it('should turn the page at its edge, and back, by the buttons and by keys', async () => {
    const page = await test.open('/log?q=resource:invoice');
    await table(page).getByRole('link', { name: 'Invoice 1', exact: true }).click();
    await opened(page, 1);
    expect(await entry(page).getByRole('button', { name: 'The entry above' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await entry(page).waitFor({ state: 'detached' });
    for (let row = 2; row <= 50; row += 1) {
      await page.keyboard.press('j');
      await focused(table(page).getByRole('link', { name: `Invoice ${row}`, exact: true }));
    }
    await page.keyboard.press('Enter');
    await opened(page, 50);
    const older = entry(page).getByRole('button', { name: 'The entry below' });
    await older.press('Enter');
    await opened(page, 51);
    await focused(older);
    await page.getByText(`51–100 of ${COUNT}`).first().waitFor();
    await entry(page).getByRole('button', { name: 'The entry above' }).press('Enter');
    await opened(page, 50);
    await page.keyboard.press('ArrowDown');
    await opened(page, 51);
  });

  it('should go through all 200 rows of a page by keys, of which few are in the document', async () => {
    const page = await test.open('/log?q=resource:invoice&limit=200');
    await page.getByText(`1–200 of ${COUNT}`).first().waitFor();
    for (let index = 1; index <= 200; index += 1) {
      await page.keyboard.press('j');
      await focused(table(page).getByRole('link', { name: `Invoice ${index}`, exact: true }));
    }
    expect(await table(page).getAttribute('aria-rowcount')).toBe('201');
    expect(await table(page).locator('tr[data-index]').count()).toBeLessThan(80);
    expect(await table(page).getByRole('row').last().getAttribute('aria-rowindex')).toBe('201');
    expect(await table(page).getByRole('columnheader').count()).toBe(7);
    expect(await table(page).getByRole('row').last().getByRole('cell').count()).toBe(7);
    await page.keyboard.press('k');
    await focused(table(page).getByRole('link', { name: 'Invoice 199', exact: true }));
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('should be used from signing in to signing out by keys alone', async () => {
    const page = await test.open('/log?q=resource:invoice', { as: null });
    const press = async (...keys: readonly string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await focused(page.getByLabel('E-mail address'));
    await page.keyboard.type(ADMIN_EMAIL);
    await press('Tab');
    await page.keyboard.type(ADMIN_PASSWORD);
    await press('Enter');
    await page.getByText(`1–50 of ${COUNT}`).first().waitFor();

    await press('/');
    await focused(page.getByRole('combobox', { name: 'Query' }));
    await press('End');
    await page.keyboard.type(' "Invoice 7"');
    await press('Enter', 'Escape');
    await page
      .getByText(/^1–\d+ of 1?\d$/)
      .first()
      .waitFor();
    await page.evaluate('document.activeElement.blur()');
    await press('j', 'Enter');
    await opened(page, 7);
    await press('j', 'Escape');
    await entry(page).waitFor({ state: 'detached' });

    await tabTo(page, /^Export$/);
    await press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    const download = page.waitForEvent('download');
    await tabTo(page, /^Download now$/);
    await press('Enter');
    expect((await download).suggestedFilename()).toMatch(/\.csv$/);
    await press('Escape');
    await dialog.waitFor({ state: 'detached' });

    await tabTo(page, /^Your account/);
    await press('Enter');
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    await keyTo(page, 'ArrowDown', /^Sign out$/);
    await press('Enter');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it.each([
    ['360 px', { viewport: { width: 360, height: 740 } }],
    ['200 % zoom', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
  ])('should fit at %s, with nothing cut off', async (_, browser) => {
    const page = await test.open('/log?q=resource:invoice', { browser });
    await table(page).getByRole('link', { name: 'Invoice 1', exact: true }).waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    expect(await cutOff(page)).toEqual([]);
    await table(page).getByRole('link', { name: 'Invoice 1', exact: true }).click();
    await page.getByRole('heading', { name: 'Raw entry' }).waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    expect(await cutOff(page)).toEqual([]);
  });
});

const tabTo = (page: Page, name: RegExp) => keyTo(page, 'Tab', name);

/** Presses a key until the focus is on what has this name. */
async function keyTo(page: Page, key: string, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 150; presses += 1) {
    const label = await page.evaluate<string>(
      `(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim()`,
    );
    if (name.test(label)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${String(name)}`);
}

/** What can be used and stands beyond the sides of the window. */
function cutOff(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`[...document.querySelectorAll('a, button, input, h1, h2')]
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 1 && box.height > 1 && (box.left < -0.5 || box.right > innerWidth + 0.5))
    .filter(({ element }) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }))
    .map(({ element }) => element.outerHTML.slice(0, 160))`);
}
