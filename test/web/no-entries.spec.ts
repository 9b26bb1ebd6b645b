import type { Page } from 'playwright-core';
import { DataSource } from 'typeorm';
import { createUser, USER_PASSWORD } from '../support/users.ts';
import { accessibilityFaults } from './support/accessibility.ts';
import { emptyTheLog, holdTheLog } from '../support/held-log.ts';
import { PageUnderTest } from './support/page-under-test.ts';
import { PastClock } from './support/past.ts';

describe.each(['light', 'dark'] as const)('the log without entries to show, %s', (colorScheme) => {
  let test: PageUnderTest;
  const past = new PastClock();
  beforeAll(async () => {
    test = await PageUnderTest.start({ AUDIT_READ_TIMEOUT_MS: 1_000 }, { clock: past.clock });
    const entry = { category: 'data_operation', action: 'import', resource: 'invoice' } as const;
    await past.record(test, [{ hoursAgo: 50, entry: { ...entry, description: 'Two days ago' } }]);
  }, 240_000);
  afterEach(() => test.closeWindows());
  afterAll(() => test.close());

  const INVOICES = '/log?q=resource:invoice';
  const open = (path: string, as?: { email: string; password: string }) =>
    test.open(path, { browser: { colorScheme, reducedMotion: 'reduce' }, ...(as && { as }) });
  const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor();
  const widen = (page: Page, range: string) => page.getByRole('button', { name: `Look at: ${range}` }).click();

  it('should say that these filters match nothing in this time, and find it in a longer one', async () => {
    const page = await open(INVOICES);
    await heading(page, 'No entries match');
    await page.getByText('Last 24 hours, with these filters.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await widen(page, 'Last 7 days');
    await page.getByText('1–1 of 1').first().waitFor();
    expect(new URL(page.url()).searchParams.get('range')).toBe('7d');
  });

  it('should say that nothing was recorded in this time, and find what was in all of the log', async () => {
    const page = await open('/log?from=2020-01-01T00:00:00.000Z&to=2020-02-01T00:00:00.000Z');
    await page.getByText('Nothing was recorded in this time.').waitFor();
    expect(await page.getByRole('button', { name: 'Clear the filters' }).count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await widen(page, 'All of the log');
    await page.getByRole('link', { name: 'Two days ago' }).waitFor();
  });

  it('should say that a question takes too long, and answer it when asked again', async () => {
    const page = await open('/users');
    await heading(page, 'Users');
    const release = await holdTheLog(test.app, 'ACCESS EXCLUSIVE');
    try {
      await page.goto(`${INVOICES}&range=30d`);
      await heading(page, 'This question takes too long');
      await page.getByRole('button', { name: 'Look at: Last 24 hours' }).waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
    } finally {
      await release();
    }
    await page.getByRole('button', { name: 'Try again' }).last().click();
    await page.getByText('1–1 of 1').first().waitFor();
  });

  it('should say that the server can not be reached, and go on when it can', async () => {
    const page = await open('/users');
    await heading(page, 'Users');
    await page.route('**/api/v1/audit-logs?**', (route) => route.abort());
    await page.goto(`${INVOICES}&range=7d`);
    await heading(page, 'This could not be loaded');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.unroute('**/api/v1/audit-logs?**');
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
    await page.getByText('1–1 of 1').first().waitFor();
  });

  it('should say who may not read it, and give them nothing of it', async () => {
    const { email } = await createUser(test.app);
    const page = await open(`${INVOICES}&range=7d`, { email, password: USER_PASSWORD });
    await heading(page, 'You may not see this');
    await page.getByText('audit:read').waitFor();
    expect(await page.getByText('Two days ago').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('should say that nothing is recorded yet, until something is', async () => {
    const page = await open('/users');
    await heading(page, 'Users');
    await test.flush();
    await emptyTheLog(test.app.app.get(DataSource));
    const release = await holdTheLog(test.app, 'SHARE');
    try {
      await page.goto('/log?range=all');
      await heading(page, 'Nothing is recorded yet');
      expect(await page.getByRole('button', { name: /^Look at/ }).count()).toBe(0);
      await page.getByText('No entries in this time').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
    } finally {
      await release();
    }
    await test.flush();
    await page.reload();
    await page.getByRole('link', { name: 'read the audit log' }).first().waitFor();
  });
});
