import type { Page } from 'playwright-core';
import { DataSource } from 'typeorm';
import { createUser, USER_PASSWORD } from '../support/users.ts';
import { accessibilityFaults } from './support/accessibility.ts';
import { PageUnderTest } from './support/page-under-test.ts';
import { PastClock } from './support/past.ts';

describe('the log, what is chosen of it and what it says', () => {
  let test: PageUnderTest;
  beforeAll(async () => {
    const past = new PastClock();
    test = await PageUnderTest.start({ AUDIT_READ_TIMEOUT_MS: 1_000 }, { clock: past.clock });
    const entry = { category: 'data_operation', action: 'import', resource: 'invoice' } as const;
    await past.record(
      test,
      [20, 15, 10, 5].map((hoursAgo) => ({ hoursAgo, entry: { ...entry, description: `${hoursAgo} hours ago` } })),
    );
    const ledger = { ...entry, resource: 'ledger', error: new Error('the ledger is torn') } as const;
    await past.record(test, [
      { hoursAgo: 9, entry: { ...ledger, severity: 'CRITICAL' } },
      { hoursAgo: 3, entry: ledger },
    ]);
  }, 240_000);
  afterEach(() => test.closeWindows());
  afterAll(() => test.close());

  const INVOICES = '/log?q=resource:invoice';
  const timeline = (page: Page) => page.getByRole('slider', { name: /^Entries over time/ });
  const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor();
  const withAll = (page: Page) => page.getByText('1–4 of 4').first().waitFor();
  const chosenHours = (page: Page) => {
    const { searchParams } = new URL(page.url());
    return (Date.parse(searchParams.get('to') ?? '') - Date.parse(searchParams.get('from') ?? '')) / 3_600_000;
  };

  it('should be narrowed by dragging over the timeline', async () => {
    const page = await test.open(INVOICES);
    await withAll(page);
    const { x, y, width } = (await timeline(page).boundingBox())!;
    await page.mouse.move(x + width * 0.5, y + 30);
    await page.mouse.down();
    await page.mouse.move(x + width - 2, y + 30, { steps: 5 });
    await page.mouse.up();
    await page.getByText('1–2 of 2').first().waitFor();
    expect(chosenHours(page)).toBeGreaterThan(10);
    expect(chosenHours(page)).toBeLessThan(15);
    await page.goBack();
    await withAll(page);
  });

  it('should be narrowed by keys on the timeline', async () => {
    const page = await test.open(INVOICES);
    await withAll(page);
    await timeline(page).focus();
    for (const key of ['Home', 'Shift+End']) await page.keyboard.press(key);
    for (let hour = 0; hour < 6; hour += 1) await page.keyboard.press('Shift+ArrowLeft');
    expect(await timeline(page).getAttribute('aria-valuetext')).toContain('3 success');
    await page.keyboard.press('Enter');
    await page.getByText('1–3 of 3').first().waitFor();
    expect(chosenHours(page)).toBeGreaterThan(15);
  });

  it('should draw the timeline up to now, also when nothing has happened for long, and no further', async () => {
    const page = await test.open('/log?q=resource:invoice&range=7d');
    await withAll(page);
    await timeline(page).focus();
    await page.keyboard.press('End');
    const [, last = ''] = /^(\S+ \S+) – /.exec((await timeline(page).getAttribute('aria-valuetext')) ?? '') ?? [];
    const [ageMs, nowMs] = await page.evaluate((text) => [Date.now() - new Date(text).getTime(), Date.now()], last);
    expect([last, nowMs, ageMs >= 0 && ageMs < 3 * 3_600_000]).toEqual([last, nowMs, true]);
  });

  it('should offer a preset time as moments to hold on to, on a phone as well', async () => {
    const browser = { viewport: { width: 360, height: 740 } };
    const page = await test.open('/log?q=resource:invoice&range=7d', { browser });
    await page.getByRole('button', { name: 'Time range: Last 7 days' }).click();
    const apply = page.getByRole('button', { name: 'Apply' });
    await apply.waitFor();
    const { x, width } = (await apply.boundingBox())!;
    expect(x + width).toBeLessThanOrEqual(360);
    await apply.click();
    await withAll(page);
    expect(chosenHours(page)).toBe(7 * 24);
  });

  it('should not offer to count again what it does not understand', async () => {
    const page = await test.open('/log?q=status:odd');
    await page.getByText('Nothing is counted as long as the query is not understood.').waitFor();
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  });

  it('should tell on the timeline where something critical is, by a sign and in words', async () => {
    const page = await test.open('/log?q=resource:ledger');
    await page.getByText('1–2 of 2').first().waitFor();
    const sign = timeline(page).locator('polygon');
    expect(await sign.count()).toBe(1);
    expect(await timeline(page).getAttribute('aria-valuetext')).toMatch(/Critical entries in 1 of \d+ periods$/);
    const [mark, bar] = [(await sign.boundingBox())!, (await timeline(page).locator('rect').first().boundingBox())!];
    // as they are drawn: boxes on the screen are of whole pixels
    const rect = timeline(page).locator('rect').first();
    const [x, width] = [Number(await rect.getAttribute('x')), Number(await rect.getAttribute('width'))];
    const corners = (await sign.getAttribute('points'))!.split(' ').map((corner) => Number(corner.split(',')[0]));
    expect((Math.min(...corners) + Math.max(...corners)) / 2).toBeCloseTo(x + width / 2, 1);
    expect(mark.y + mark.height).toBeLessThanOrEqual(bar.y);
    await timeline(page).focus();
    for (const key of ['Home', 'Shift+End']) await page.keyboard.press(key);
    expect(await timeline(page).getAttribute('aria-valuetext')).toMatch(
      /: 0 success, 0 failures, 2 errors; 1 critical$/,
    );
  });

  it('should keep views under names, over a reload, until they are removed', async () => {
    const page = await test.open(`${INVOICES}&range=7d`);
    const views = () => page.getByRole('button', { name: 'Views' }).click();
    await views();
    await page.getByRole('menuitem', { name: 'Save this view …' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Mine');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByText('Saved as Mine.').waitFor();
    await page.goto('/log');
    await page.reload();
    await views();
    await page.getByRole('menuitem', { name: 'Mine' }).click();
    await page.waitForURL(/q=resource%3Ainvoice&range=7d$/);
    await views();
    await page.getByRole('button', { name: 'Remove the view Mine' }).click();
    await page.getByText('Removed Mine.').waitFor();
    await page.reload();
    await views();
    await page.getByRole('menuitem', { name: 'Everything' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Mine' }).count()).toBe(0);
  });

  it('should change the own password', async () => {
    const { email } = await createUser(test.app, { roles: ['auditor'] });
    const page = await test.open('/log', { as: { email, password: USER_PASSWORD } });
    await page.getByRole('button', { name: /^Your account/ }).click();
    await page.getByRole('menuitem', { name: 'Change password' }).click();
    await changePassword(page, 'another that nobody guesses');
    await page.getByText('Your password has been changed.').waitFor();
    const other = await test.open('/log', { as: { email, password: 'another that nobody guesses' } });
    await heading(other, 'Log');
    expect(await other.getByRole('heading', { name: 'Sign in' }).count()).toBe(0);
  });

  it('should ask for a new password before anything else when one is required', async () => {
    const { id, email } = await createUser(test.app, { roles: ['auditor'] });
    await test.app.app.get(DataSource).query('UPDATE users SET password_reset_required = true WHERE id = $1', [id]);
    const page = await test.open(INVOICES, { as: { email, password: USER_PASSWORD } });
    await page.getByText('An administrator requires a new password').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await changePassword(page, 'another that nobody guesses');
    await withAll(page);
  });

  it('should let no script see the token of the session', async () => {
    const page = await test.open(INVOICES);
    await withAll(page);
    const [cookie] = await page.context().cookies(`${test.app.url}/api/v1`);
    expect(cookie).toMatchObject({ httpOnly: true });
    const seen = await page.evaluate<string>(
      'JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie + document.documentElement.outerHTML',
    );
    expect(seen).not.toContain(cookie!.value);
  });
});

async function changePassword(page: Page, next: string): Promise<void> {
  await page.getByLabel('Current password', { exact: true }).fill(USER_PASSWORD);
  await page.getByLabel('New password', { exact: true }).fill(next);
  await page.getByLabel('New password again', { exact: true }).fill(next);
  await page.getByRole('button', { name: 'Change password' }).last().click();
}
