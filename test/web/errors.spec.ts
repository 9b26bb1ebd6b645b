import type { Page } from 'playwright-core';
import { accessibilityFaults, sidewaysScroll } from './support/accessibility.ts';
import { recordEntries } from './support/entries.ts';
import { PageUnderTest } from './support/page-under-test.ts';
import { PastClock } from './support/past.ts';

describe('the errors', () => {
  let test: PageUnderTest;
  beforeAll(async () => {
    const past = new PastClock();
    test = await PageUnderTest.start({}, { clock: past.clock });
    const failed = (error: Error, hoursAgo: number, user: string) => ({
      hoursAgo,
      entry: {
        category: 'data_operation',
        action: 'import',
        resource: 'data_upload',
        resourceId: '1',
        actor: { type: 'user', id: user, label: `${user}@example.com` },
        error,
      } as const,
    });
    const critical = failed(new SyntaxError('unexpected end'), 2, 'bob');
    await past.record(test, [
      failed(new TypeError('x is not a function'), 5, 'bob'),
      failed(new TypeError('x is not a function'), 4, 'bob'),
      failed(new TypeError('x is not a function'), 3, 'ada'),
      { ...critical, entry: { ...critical.entry, severity: 'CRITICAL' } },
      failed(new RangeError('<img src=x onerror=alert(1)> is too long'), 1, 'ada'),
      failed(new EvalError('long ago'), 48, 'bob'),
    ]);
    // More faults than stand on a page.
    const odd = Array.from({ length: 25 }, (_, index) => `Odd${String.fromCharCode(65 + index)}`);
    await recordEntries(
      test,
      odd.map((name) => ({
        category: 'administrative',
        action: 'run',
        resource: 'job',
        error: Object.assign(new Error(`${name} happened`), { name }),
      })),
    );
  }, 240_000);
  afterEach(() => test.closeWindows());
  afterAll(() => test.close());

  const table = (page: Page) => page.getByRole('table', { name: 'Faults' });
  const names = (page: Page) => table(page).getByRole('rowheader').getByRole('link').allInnerTexts();
  const ofImports = 'q=resource:data_upload';

  it('should show each fault once, the last one first, with how often and to whom', async () => {
    const page = await test.open(`/errors?${ofImports}`);
    await page.getByText('3 different faults').waitFor();
    expect(await names(page)).toEqual(['RangeError', 'SyntaxError', 'TypeError']);
    const row = table(page).getByRole('row', { name: /TypeError/ });
    const cells = await row.getByRole('cell').allInnerTexts();
    expect(cells[0]).toBe('Error');
    expect(cells[2]).toBe('3');
    expect(cells[3]).toMatch(/^2\s+bob@example\.com$/);
    expect(await row.getByRole('img').getAttribute('aria-label')).toMatch(/^At most \d, at \d{4}-\d\d-\d\d \d\d:\d\d$/);
    expect(
      await table(page)
        .getByRole('row', { name: /SyntaxError/ })
        .getByText('Critical')
        .count(),
    ).toBe(1);
  });

  it('should sort by how often, say so in the address, and be the same by its link', async () => {
    const page = await test.open(`/errors?${ofImports}`);
    await table(page).getByRole('button', { name: 'How often' }).click();
    await page.waitForURL(/sort=count/);
    await table(page).getByRole('row').nth(1).getByText('TypeError').waitFor();
    expect(await table(page).getByRole('columnheader', { name: 'How often' }).getAttribute('aria-sort')).toBe(
      'descending',
    );
    await page.reload();
    await table(page).getByRole('row').nth(1).getByText('TypeError').waitFor();
  });

  it('should open a fault in the log, with its entries in the same time', async () => {
    const page = await test.open(`/errors?${ofImports}&range=7d`);
    await table(page).getByRole('link', { name: 'TypeError' }).click();
    await page.getByText('1–3 of 3').first().waitFor();
    const { pathname, searchParams } = new URL(page.url());
    expect([pathname, searchParams.get('range')]).toEqual(['/log', '7d']);
    expect(searchParams.get('q')).toMatch(/^resource:data_upload fingerprint:v2:/);
  });

  it('should open the latest entry of a fault', async () => {
    const page = await test.open(`/errors?${ofImports}`);
    await table(page)
      .getByRole('row', { name: /RangeError/ })
      .getByRole('link', { name: 'Latest entry' })
      .click();
    await page.getByRole('complementary', { name: 'Entry' }).getByText('is too long').first().waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/log\/[\da-f-]{36}$/);
  });

  it('should lead from one entry of a fault to all of them', async () => {
    const page = await test.open('/log?range=all&q=error:TypeError');
    const rows = page.getByRole('table', { name: 'Entries, newest first' }).locator('tr[data-index]');
    await rows.first().getByRole('link').first().click();
    await page
      .getByRole('complementary', { name: 'Entry' })
      .getByRole('link', { name: 'Every occurrence of this fault' })
      .click();
    await page.getByText('1–3 of 3').first().waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toMatch(/^fingerprint:v2:[0-9a-f]+$/);
  });

  it('should look further back, and begin at the first page again', async () => {
    const page = await test.open('/errors?range=7d&page=2');
    await page.getByRole('button', { name: 'Page 1', exact: true }).waitFor();
    expect((await names(page)).length).toBeLessThan(20);
    await page.getByRole('button', { name: /^Time range/ }).click();
    await page.getByRole('button', { name: 'Last 30 days' }).click();
    await page.waitForURL(/range=30d/);
    expect(new URL(page.url()).searchParams.has('page')).toBe(false);
    await page.getByRole('button', { name: 'Page 2', exact: true }).click();
    await page.waitForURL(/page=2/);
  });

  it('should say when there are none, and what is wrong with a query', async () => {
    const page = await test.open('/errors?q=resource:nothing');
    await page.getByRole('heading', { name: 'No entries match' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('statsu:failure');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'The query is not understood' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('should say when it could not be loaded, and try again', async () => {
    const page = await test.open('/exports');
    await page.getByRole('heading', { name: 'Exports', exact: true }).waitFor();
    await page.route('**/errors/groups*', (route) => route.abort());
    await page.getByRole('link', { name: 'Errors' }).click();
    await page.getByRole('heading', { name: 'This could not be loaded' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.unroute('**/errors/groups*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await table(page).getByRole('link', { name: /^Odd/ }).first().waitFor();
  });

  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 360],
  ] as const)('should be accessible, and no wider than the window: %s, %d px', async (colorScheme, width) => {
    const page = await test.open('/errors?range=7d&page=2', {
      browser: { colorScheme, reducedMotion: 'reduce', viewport: { width, height: 800 } },
    });
    await table(page).getByText('RangeError').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);
  });
});
