import type { Page } from 'playwright-core';
import { accessibilityFaults, sidewaysScroll } from './support/accessibility.ts';
import { PageUnderTest } from './support/page-under-test.ts';
import { PastClock } from './support/past.ts';

describe('the activity of a user', () => {
  let test: PageUnderTest;
  beforeAll(async () => {
    const past = new PastClock();
    test = await PageUnderTest.start({}, { clock: past.clock });
    const ada = { type: 'user', id: 'u-ada', label: 'ada@example.com' } as const;
    const signIn = { category: 'authentication', action: 'login', actor: ada } as const;
    const attempt = { ...signIn, actor: { type: 'anonymous', label: 'ada@example.com' }, status: 'failure' } as const;
    await past.record(test, [
      ...[1, 2, 3].map((hoursAgo) => ({
        hoursAgo,
        entry: {
          category: 'data_operation',
          action: 'import',
          resource: 'data_upload',
          description: `Ada imported ${hoursAgo}`,
          actor: ada,
        } as const,
      })),
      { hoursAgo: 4, entry: { ...signIn, description: 'Ada signed in' } },
      { hoursAgo: 5, entry: { ...attempt, description: 'Somebody tried to sign in as Ada' } },
      { hoursAgo: 6, entry: { ...signIn, actor: { type: 'user', id: 'u-bob', label: 'bob@example.com' } } },
      { hoursAgo: 60 * 24, entry: { ...signIn, description: 'Ada signed in long ago' } },
    ]);
  }, 240_000);
  afterEach(() => test.closeWindows());
  afterAll(() => test.close());

  const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

  it('should begin with those who have done most, and keep the range', async () => {
    const page = await test.open('/activity?range=7d');
    await card(page, 'Most entries in this time').getByRole('link', { name: 'ada@example.com' }).click();
    await page.getByRole('heading', { name: 'ada@example.com' }).waitFor();
    const { searchParams } = new URL(page.url());
    expect([searchParams.get('user'), searchParams.get('range')]).toEqual(['ada@example.com', '7d']);
  });

  it('should complete a name that is written', async () => {
    const page = await test.open('/activity');
    await page.getByRole('combobox', { name: 'User', exact: true }).fill('ada@');
    await page.getByRole('option', { name: 'ada@example.com' }).click();
    await page.getByRole('heading', { name: 'ada@example.com' }).waitFor();
    await page.getByText('u-ada', { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('user')).toBe('ada@example.com');
  });

  it.each(['u-ada', 'ada@example.com'])('should tell the same by id and by label: %s', async (user) => {
    const page = await test.open(`/activity?user=${user}`);
    const signIns = card(page, 'Sign-ins');
    await signIns.getByText('1 signed in').waitFor();
    await signIns.getByText('1 refused').waitFor();
    expect(await signIns.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/^Ada signed in\s/),
      expect.stringMatching(/^Somebody tried to sign in as Ada\s/),
    ]);
    expect(await card(page, 'What they did').getByRole('listitem').first().innerText()).toMatch(/^import\s+3$/);
    expect(await card(page, 'To what').getByRole('listitem').first().innerText()).toMatch(/^data upload\s+3$/);
    expect(await card(page, 'Last entries').getByRole('listitem').count()).toBe(5);
  });

  it('should lead to the entries behind a number', async () => {
    const page = await test.open('/activity?user=ada@example.com&range=7d');
    await card(page, 'What they did').getByRole('link', { name: 'import' }).click();
    await page.getByText('1–3 of 3').first().waitFor();
    const { pathname, searchParams } = new URL(page.url());
    expect([pathname, searchParams.get('q'), searchParams.get('range')]).toEqual([
      '/log',
      'user:(u-ada, ada@example.com) action:import',
      '7d',
    ]);
  });

  it('should open one of the last entries among the others', async () => {
    const page = await test.open('/activity?user=ada@example.com&range=7d');
    await card(page, 'Last entries').getByRole('link', { name: 'Ada imported 2' }).click();
    await page.getByRole('complementary', { name: 'Entry' }).getByRole('heading', { name: 'Ada imported 2' }).waitFor();
    await page.getByText('1–5 of 5').first().waitFor();
    await page.getByRole('complementary', { name: 'Entry' }).getByRole('link', { name: 'What else they did' }).click();
    await page.waitForURL(/\/activity\?/);
    expect(new URL(page.url()).searchParams.get('user')).toBe('u-ada');
  });

  it('should look at another time', async () => {
    const page = await test.open('/activity?user=u-ada');
    await card(page, 'Sign-ins').getByText('1 signed in').waitFor();
    await page.getByRole('button', { name: /^Time range/ }).click();
    await page.getByRole('button', { name: 'Last 90 days' }).click();
    await card(page, 'Sign-ins').getByText('2 signed in').waitFor();
    expect(new URL(page.url()).searchParams.get('range')).toBe('90d');
  });

  it('should say when there is no such user', async () => {
    const page = await test.open('/activity?user=nobody');
    await page.getByRole('heading', { name: 'The log tells nothing of this user' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it.each([
    ['light', 1440],
    ['dark', 360],
  ] as const)('should be accessible, and no wider than the window: %s, %d px', async (colorScheme, width) => {
    const browser = { colorScheme, reducedMotion: 'reduce', viewport: { width, height: 800 } } as const;
    const page = await test.open('/activity', { browser });
    await card(page, 'Most entries in this time').getByRole('link').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.goto('/activity?user=u-ada');
    await card(page, 'Sign-ins').getByText('1 signed in').waitFor();
    await card(page, 'Last entries').getByRole('listitem').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);
  });
});
