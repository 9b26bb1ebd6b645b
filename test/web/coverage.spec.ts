import type { Page } from 'playwright-core';
import { auditEntries } from '../support/api.ts';
import { createUser, USER_PASSWORD } from '../support/users.ts';
import { holdTheLog } from '../support/held-log.ts';
import { accessibilityFaults, sidewaysScroll } from './support/accessibility.ts';
import { logged } from './support/logged.ts';
import { PageUnderTest } from './support/page-under-test.ts';
import { PastClock } from './support/past.ts';

describe('how complete the log is', () => {
  let test: PageUnderTest;
  beforeAll(async () => {
    const past = new PastClock();
    test = await PageUnderTest.start({}, { clock: past.clock });
    const entry = { category: 'data_operation', action: 'import', resource: 'invoice' } as const;
    await past.record(test, [{ hoursAgo: 30, entry }]);
  }, 240_000);
  afterEach(() => test.closeWindows());
  afterAll(() => test.close());

  const region = (page: Page) => page.getByRole('region', { name: 'How complete is the log?' });
  const ask = (page: Page) => region(page).getByRole('button', { name: 'How complete is the log?' }).click();
  const facts = async (page: Page) => {
    await region(page).getByText('Begins').waitFor();
    const lines = await region(page).locator('dl > div').allInnerTexts();
    return Object.fromEntries(lines.map((line) => line.split(/\s*\n\s*/) as [string, string]));
  };

  it.each([
    ['light', 1440],
    ['dark', 360],
  ] as const)('should be told when somebody asks, %s, %d px', async (colorScheme, width) => {
    const browser = {
      colorScheme,
      reducedMotion: 'reduce',
      timezoneId: 'UTC',
      viewport: { width, height: 800 },
    } as const;
    const page = await test.open('/log?q=resource:invoice', { browser });
    await ask(page);
    const [first] = await auditEntries(test.app, `resource_type = 'invoice'`);
    const hour = (first!['timestamp'] as Date).toISOString().slice(0, 13).replace('T', ' ');
    expect(await facts(page)).toEqual({
      Begins: `${hour}:00:00`,
      'Last stored': expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as string,
      'Kept for': '2,557 days at least',
      'On their way': expect.stringMatching(/^(None|1 entry, for .+|\d+ entries, the oldest for .+)$/) as string,
      Missing: 'None',
    });
    const { y, height } = (await region(page).getByText('Missing', { exact: true }).boundingBox())!;
    expect(y + height).toBeLessThanOrEqual(800);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);
  });

  it('should tell what waits while nothing can be stored', async () => {
    const page = await test.open('/log');
    await page.getByRole('table').waitFor();
    await test.flush();
    const release = await holdTheLog(test.app, 'SHARE');
    try {
      await page.reload(); // leaves entries
      await page.getByRole('table').waitFor();
      await ask(page);
      expect((await facts(page))['On their way']).toMatch(/^(1 entry,|\d+ entries, the oldest) for /);
    } finally {
      await release();
    }
  });

  it('should tell only what somebody may see, and ask for nothing else', async () => {
    const { email } = await createUser(test.app, { roles: ['auditor'] });
    const page = await test.open('/log', { as: { email, password: USER_PASSWORD } });
    await ask(page);
    const told = await facts(page);
    expect(Object.keys(told)).toEqual(expect.arrayContaining(['Begins', 'Last stored']));
    expect(told).not.toHaveProperty('On their way');
    expect(await logged(test, `user:${email} status:failure`)).toEqual([]);
  });

  it('should be asked for only when somebody wants to know, as asking leaves entries', async () => {
    const page = await test.open('/log');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.reload();
    await page.getByRole('table').waitFor();
    const ofHost = () => asked.filter((path) => /\/(settings|admin\/overview)$/.test(path)).length;
    expect(ofHost()).toBe(0);
    await ask(page);
    await facts(page);
    expect(ofHost()).toBe(2);
  });
});
