import type { Page } from 'playwright-core';
import { accessibilityFaults } from './support/accessibility.ts';
import { recordEntries } from './support/entries.ts';
import { PageUnderTest } from './support/page-under-test.ts';

describe('the log, live', () => {
  let test: PageUnderTest;
  let made = 0;
  beforeAll(async () => {
    test = await PageUnderTest.start();
    await record(3);
  }, 240_000);
  afterEach(() => test.closeWindows());
  afterAll(() => test.close());

  /** Their sentences, in the order in which they happened. */
  const record = async (count: number): Promise<readonly string[]> => {
    const numbers = Array.from({ length: count }, () => (made += 1));
    const descriptions = numbers.map((number) => `Ada imported invoice ${number}`);
    await recordEntries(
      test,
      descriptions.map((description) => ({
        category: 'data_operation' as const,
        action: 'import' as const,
        resource: 'invoice',
        description,
      })),
    );
    return descriptions;
  };
  const rows = (page: Page) => page.getByRole('table', { name: 'Entries, newest first' }).locator('tr[data-index]');
  const sentences = (page: Page) => rows(page).locator('a').allInnerTexts();
  const status = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words }).first().waitFor();
  const follow = async (): Promise<Page> => {
    const page = await test.open('/log?live=1&limit=200&q=resource:invoice');
    await status(page, 'Live');
    await rows(page).first().waitFor();
    return page;
  };

  it('should say how many entries are new, and show them when that is wanted', async () => {
    const page = await follow();
    const before = await sentences(page);
    const added = await record(2);
    await page.getByRole('button', { name: '2 new entries' }).waitFor();
    expect(await sentences(page)).toEqual(before);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: '2 new entries' }).click();
    await page.getByText(added[1]!, { exact: true }).first().waitFor();
    expect(await sentences(page)).toEqual([...added.toReversed(), ...before]);
    expect(await page.getByRole('button', { name: /new entr/ }).count()).toBe(0);
  });

  it('should hold still while the pointer is on the list', async () => {
    const page = await follow();
    await rows(page).first().hover();
    await status(page, 'Paused');
    await record(1);
    const other = await follow();
    await record(1); // another window hears of it, so this one has, too
    await other.getByRole('button', { name: '1 new entry' }).waitFor();
    expect(await page.getByRole('button', { name: /new entr/ }).count()).toBe(0);
    await page.mouse.move(2, 2);
    await page.getByRole('button', { name: '2 new entries' }).waitFor();
    await status(page, 'Live');
  });

  it('should come back by itself when the connection is cut, and make up for what it has missed, once', async () => {
    const page = await follow();
    const first = await record(1);
    await page.getByRole('button', { name: '1 new entry' }).waitFor();
    test.app.app.getHttpServer().closeAllConnections();
    await status(page, 'Reconnecting');
    const missed = await record(2);
    await status(page, 'Live');
    await page.getByRole('button', { name: '3 new entries' }).click();
    await page.getByText(missed[1]!, { exact: true }).first().waitFor();
    expect((await sentences(page)).slice(0, 3)).toEqual([...first, ...missed].toReversed());
  });

  it('should be a switch that a link keeps, where something new can come', async () => {
    const page = await test.open('/log?q=resource:invoice');
    const control = page.getByRole('switch', { name: 'Live' });
    await control.press('Space');
    await status(page, 'Live');
    expect(new URL(page.url()).searchParams.get('live')).toBe('1');
    await page.goto('/log?live=1&to=2026-01-01T00:00:00.000Z&from=2025-01-01T00:00:00.000Z');
    await control.waitFor();
    expect([await control.isDisabled(), await control.isChecked()]).toEqual([true, false]);
  });

  it('should ask again where the server has refused, and make up for that, too', async () => {
    const page = await follow();
    const first = await record(1);
    await page.getByRole('button', { name: '1 new entry' }).waitFor();
    await page.route('**/audit-logs/stream**', (route) => route.fulfill({ status: 503 }));
    test.app.app.getHttpServer().closeAllConnections();
    await status(page, 'Not live');
    const missed = await record(2);
    await page.unroute('**/audit-logs/stream**');
    await page.getByRole('button', { name: '3 new entries' }).click();
    await page.getByText(missed[1]!, { exact: true }).first().waitFor();
    expect((await sentences(page)).slice(0, 3)).toEqual([...first, ...missed].toReversed());
  });

  it('should not take what the reader reads for news, but what others do', async () => {
    const page = await test.open('/log?live=1&q=resource:audit_log');
    await status(page, 'Live');
    await rows(page).first().waitFor();
    await page.keyboard.press('r');
    await page.getByText('read the audit log live').first().waitFor(); // it has been read again
    await recordEntries(test, [
      {
        category: 'administrative',
        action: 'read',
        resource: 'audit_log',
        actor: { type: 'user', id: 'u-olivia', label: 'olivia@example.com' },
      },
    ]);
    await page.getByRole('button', { name: /new entr/ }).waitFor();
    expect(await page.getByRole('button', { name: /new entr/ }).innerText()).toBe('1 new entry');
  });
});
