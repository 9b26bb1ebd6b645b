import type { Page } from 'playwright-core';
import { createHolder } from '../support/roles.ts';
import { USER_PASSWORD } from '../support/users.ts';
import { logged } from './support/logged.ts';
import { PageUnderTest } from './support/page-under-test.ts';

const SECRET = 'a signing key that nobody has ever seen';

describe('the pages of settings and administration', () => {
  let test: PageUnderTest;
  beforeAll(async () => {
    test = await PageUnderTest.start();
  }, 240_000);
  afterEach(() => test.closeWindows());
  afterAll(() => test.close());

  const answer = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name }).click();
  const told = (page: Page, what: string) => page.getByRole('alert').filter({ hasText: what }).waitFor();
  const setting = (page: Page, key: string) => page.getByRole('article', { name: key });

  it('should set a value within its bounds, and reset it', async () => {
    const page = await test.open('/settings');
    const key = 'sign_in.lock_minutes';
    await page.getByRole('button', { name: `Change ${key}` }).click();
    const value = page.getByRole('textbox', { name: 'New value' });
    await value.fill('2000');
    await answer(page, 'Set');
    await page.getByText('Value must be a whole number from 1 to 1440.').waitFor();
    await value.fill('45');
    await value.press('Enter');
    await setting(page, key).getByText('45 minutes').waitFor();
    await page.getByRole('button', { name: `Reset ${key}` }).click();
    await answer(page, 'Reset');
    await setting(page, key).getByText('15 minutes', { exact: true }).waitFor();
    const entries = await logged(test, `resource:setting/${key}`);
    expect(
      entries.map(({ status, metadata }) => [status, metadata.changes && Object.values(metadata.changes)]),
    ).toEqual([
      ['success', [{ from: 45, to: 15 }]],
      ['success', [{ from: 15, to: 45 }]],
      ['failure', undefined],
    ]);
    await setting(page, key).getByRole('link', { name: 'In the log' }).click();
    await page.getByText('1–3 of 3').first().waitFor();
  });

  it('should write a secret and never show it', async () => {
    const page = await test.open('/settings');
    const key = 'data_upload.signing_key';
    await page.getByRole('button', { name: `Change ${key}` }).click();
    const value = page.getByRole('textbox', { name: 'New value' });
    expect(await value.getAttribute('type')).toBe('password');
    await value.fill(SECRET);
    await answer(page, 'Set');
    await setting(page, key).getByText('Set; it is never shown').waitFor();
    await page.getByRole('button', { name: `Change ${key}` }).click();
    expect(await value.inputValue()).toBe('');
    await answer(page, 'Cancel');
    expect(await page.content()).not.toContain(SECRET);
    await page.getByRole('button', { name: `Remove ${key}` }).click();
    await answer(page, 'Remove');
    await setting(page, key).getByText('Not set', { exact: true }).waitFor();
    const entries = await logged(test, `resource:setting/${key}`);
    expect(entries).toHaveLength(2);
    expect(JSON.stringify(entries)).not.toContain(SECRET);
  });

  it('should run a job of maintenance', async () => {
    const page = await test.open('/administration');
    await page.getByText(/^PostgreSQL 1\d/).waitFor();
    await page.getByRole('button', { name: 'Run now: purge-ended-sessions' }).click();
    await answer(page, 'Run now');
    await told(page, 'purge-ended-sessions waits for its turn.');
    expect(await logged(test, 'resource:job/purge-ended-sessions action:schedule')).toHaveLength(1);
    expect(await logged(test, 'resource:system_overview')).not.toEqual([]);
  });

  it('should show readers what holds, and nothing to press', async () => {
    const { email } = await createHolder(test.app, 'settings:read', 'system:read');
    const page = await test.open('/settings', { as: { email, password: USER_PASSWORD } });
    await setting(page, 'session.length_minutes').waitFor();
    expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
    await page.getByRole('link', { name: 'Administration' }).click();
    await page.getByRole('row', { name: /purge-ended-sessions/ }).waitFor();
    expect(await page.getByRole('button', { name: /^Run now/ }).count()).toBe(0);
  });
});
