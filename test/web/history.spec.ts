import type { Page } from 'playwright-core';
import { accessibilityFaults, sidewaysScroll } from './support/accessibility.ts';
import { PageUnderTest } from './support/page-under-test.ts';
import { PastClock } from './support/past.ts';

const DAY = 24;
const CANARY = '<img src=x onerror="window.hasRun=true">';

describe('the history of a thing', () => {
  let test: PageUnderTest;
  beforeAll(async () => {
    const past = new PastClock();
    test = await PageUnderTest.start({}, { clock: past.clock });
    const done = {
      category: 'system_setting',
      resource: 'mail server',
      resourceId: 'a/b?c',
      actor: { type: 'user', id: 'u-ada', label: 'ada@example.com' },
    } as const;
    const made = { host: { from: null, to: 'one.example' }, password: { from: null, to: 'p1' } };
    const changed = { host: { from: 'one.example', to: CANARY }, password: { from: 'p1', to: 'p2' } };
    await past.record(test, [
      { hoursAgo: 10 * DAY, entry: { ...done, action: 'create', changes: made } },
      { hoursAgo: 5 * DAY, entry: { ...done, action: 'update', changes: changed } },
      { hoursAgo: 4 * DAY, entry: { ...done, action: 'read' } },
      {
        hoursAgo: 3 * DAY,
        entry: { ...done, action: 'update', status: 'failure', changes: { host: { from: CANARY, to: '' } } },
      },
    ]);
  }, 240_000);
  afterEach(() => test.closeWindows());
  afterAll(() => test.close());

  const ADDRESS = '/history?type=mail+server&id=a%2Fb%3Fc';
  const items = (page: Page) => page.getByRole('region', { name: /^What has happened/ }).getByRole('listitem');
  const state = (page: Page) => page.getByRole('region', { name: 'What it was' });
  const fields = async (page: Page) => state(page).getByRole('row').allInnerTexts();

  it('should be found by kind and id, and say so in the address', async () => {
    const page = await test.open('/history');
    await page.getByRole('button', { name: 'Show its history' }).click();
    await page.getByText('Say which one.').waitFor();
    await page.getByRole('combobox', { name: 'Kind of thing' }).fill('mail');
    await page.getByRole('option', { name: 'mail server' }).click();
    await page.getByRole('textbox', { name: 'Id' }).fill('a/b?c');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'mail server a/b?c' }).waitFor();
    await page.getByText('3 entries').waitFor();
    const { searchParams } = new URL(page.url());
    expect([searchParams.get('type'), searchParams.get('id')]).toEqual(['mail server', 'a/b?c']);
  });

  it('should show what was changed from what to what, the newest first, and secrets only as changed', async () => {
    const page = await test.open(ADDRESS);
    await items(page).nth(2).waitFor();
    expect(await items(page).count()).toBe(3);
    await items(page).nth(0).getByText('Changes that were not made').waitFor();
    const changed = items(page).nth(1).getByRole('table');
    await changed.getByRole('row', { name: /host/ }).getByText('one.example').waitFor();
    await changed
      .getByRole('row', { name: /password/ })
      .getByText('Secret, changed')
      .waitFor();
    expect(await page.content()).not.toContain('p2');
    expect(await page.evaluate('window.hasRun')).toBeUndefined();
    expect(await changed.getByText(CANARY).count()).toBe(1);
  });

  it('should tell of readings only when they are wanted', async () => {
    const page = await test.open(ADDRESS);
    await page.getByText('3 entries').waitFor();
    await page.getByRole('checkbox', { name: 'Also readings and sign-ins' }).click();
    await page.getByText('4 entries').waitFor();
    expect(new URL(page.url()).searchParams.get('show')).toBe('all');
  });

  it('should tell what it was when something happened, at any time, and now', async () => {
    const page = await test.open(ADDRESS);
    await state(page).getByRole('row', { name: /host/ }).getByText(CANARY).waitFor();
    await items(page).nth(2).getByRole('button', { name: 'What it was then' }).click();
    await state(page).getByRole('row', { name: /host/ }).getByText('one.example').waitFor();
    expect((await fields(page)).at(2)).toMatch(/^password\s+A secret\s+since \d{4}-/);
    expect(await page.locator(':focus').getAttribute('aria-label')).toBe('What it was');
    await page.reload();
    await state(page).getByRole('row', { name: /host/ }).getByText('one.example').waitFor();
    await state(page).getByRole('button', { name: 'Now', exact: true }).click();
    await state(page).getByRole('row', { name: /host/ }).getByText(CANARY).waitFor();
    await page.goto(`${ADDRESS}&at=2020-01-01T00:00:00.000Z`);
    await state(page).getByText('It was not there yet').waitFor();
  });

  it('should begin with what has happened on a phone, and unfold what it was when that is wanted', async () => {
    const page = await test.open(ADDRESS, { browser: { viewport: { width: 360, height: 740 } } });
    await items(page).first().waitFor();
    const unfold = state(page).getByRole('button', { name: 'What it was' });
    expect(await unfold.getAttribute('aria-expanded')).toBe('false');
    expect(await state(page).getByRole('row').count()).toBe(0);
    expect((await items(page).first().boundingBox())!.y).toBeLessThan(740);
    expect(await accessibilityFaults(page)).toEqual([]);
    await items(page).nth(2).getByRole('button', { name: 'What it was then' }).click();
    await state(page).getByRole('row', { name: /host/ }).getByText('one.example').waitFor();
    expect((await state(page).boundingBox())!.y).toBeGreaterThanOrEqual(0);
    await unfold.click();
    await state(page).getByRole('row').first().waitFor({ state: 'detached' });
    await page.goto(`${ADDRESS}&at=2020-01-01T00:00:00.000Z`); // a link to a time shows it
    await state(page).getByText('It was not there yet').waitFor();
  });

  it('should lead to an entry in the log', async () => {
    const page = await test.open(ADDRESS);
    await items(page).nth(1).getByRole('link').first().click();
    await page.getByRole('complementary', { name: 'Entry' }).getByText('Secret, changed').waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('resource:"mail server/a/b?c"');
    await page.getByText('1–4 of 4').first().waitFor();
    await page.getByRole('complementary', { name: 'Entry' }).getByRole('link', { name: 'Its history' }).click();
    await page.getByRole('heading', { name: 'mail server a/b?c' }).waitFor();
  });

  it('should say when the log tells nothing of a thing', async () => {
    const page = await test.open('/history?type=user&id=nobody');
    await page.getByRole('heading', { name: 'The log tells nothing of it' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it.each([
    ['light', 1440],
    ['dark', 360],
  ] as const)('should be accessible, and no wider than the window: %s, %d px', async (colorScheme, width) => {
    const browser = { colorScheme, reducedMotion: 'reduce', viewport: { width, height: 800 } } as const;
    const page = await test.open('/history', { browser });
    await page.getByRole('heading', { name: 'Whose history do you want to see?' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.goto(`${ADDRESS}&show=all`);
    await items(page).nth(3).waitFor();
    if (width < 600) await state(page).getByRole('button', { name: 'What it was' }).click();
    await state(page).getByRole('row', { name: /host/ }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);
  });
});
