import type { Page } from 'playwright-core';
import { signIn } from '../support/api.ts';
import { insertUpload } from '../support/matching.ts';
import { euroLine, Reconciliations } from '../support/reconciliations.ts';
import { csvOf, importedUpload } from '../support/uploads.ts';
import { createUser, type TestUser } from '../support/users.ts';
import { accessibilityFaults, colourFaults, cutOffTables, sidewaysScroll } from './support/accessibility.ts';
import { focused } from './support/focus.ts';
import { PageUnderTest } from './support/page-under-test.ts';

const LAPTOP = { width: 1440, height: 900 };
const PHONE = { width: 360, height: 740 };

describe('the host pages, for everybody', () => {
  let test: PageUnderTest;
  let user: TestUser;
  let uploadId: string;
  let reconciliationId: string;
  beforeAll(async () => {
    test = await PageUnderTest.start();
    user = await createUser(test.app);
    const token = await signIn(test.app);
    const csv = csvOf('A,2026-01-31,1.00,EUR,Rent', 'B,2026-02-30,1.00,EUR,Tea');
    ({ id: uploadId } = await importedUpload(test.app, { token, csv }));
    const reconciliations = await Reconciliations.of(test.app);
    const lines = [euroLine(2, 'INV-2026-000123456', 123_456_789_012), euroLine(3, 'INV-2026-000123457', 5)];
    ({ id: reconciliationId } = await reconciliations.reconciled({
      ledgerUploadId: await insertUpload(reconciliations.manager, { kind: 'ledger', lines }),
      bankUploadId: await insertUpload(reconciliations.manager, { kind: 'bank', lines: lines.slice(0, 1) }),
    }));
  }, 240_000);
  afterEach(() => test.closeWindows());
  afterAll(() => test.close());

  const open = (path: string) => test.open(path, { browser: { reducedMotion: 'reduce', viewport: LAPTOP } });
  const settled = async (page: Page) => {
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
  };
  /** By day and by night. */
  const faultsOf = async (page: Page) => {
    const inTheme = async (colorScheme: 'light' | 'dark', look: typeof accessibilityFaults) => {
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
      return (await look(page)).map((fault) => `${colorScheme}: ${fault}`);
    };
    return [...(await inTheme('light', accessibilityFaults)), ...(await inTheme('dark', colourFaults))];
  };

  it.each<readonly [string, () => string]>([
    ['users', () => '/users'],
    ['a user', () => `/users/${user.id}`],
    ['roles', () => '/roles'],
    ['uploads', () => '/uploads'],
    ['an upload', () => `/uploads/${uploadId}`],
    ['reconciliations', () => '/reconciliations'],
    ['a reconciliation', () => `/reconciliations/${reconciliationId}`],
    ['settings', () => '/settings'],
    ['administration', () => '/administration'],
    ['a search without a match', () => '/users?search=nobody'],
    ['nobody', () => '/users/00000000-0000-4000-8000-000000000000'],
  ])('should show %s, also on a phone', async (_, path) => {
    const page = await open(path());
    await settled(page);
    expect(await faultsOf(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    await page.reload();
    await settled(page);
    expect(await sidewaysScroll(page)).toBe(0);
    expect(await cutOffTables(page)).toEqual([]);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('should show what a role allows', async () => {
    const page = await open('/roles');
    await page.getByRole('link', { name: /^auditor/ }).click();
    await page.getByRole('checkbox', { name: 'audit:read' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  it.each([
    ['/users', 'New user'],
    ['/roles', 'New role'],
    ['/uploads', 'Upload a file'],
    ['/reconciliations', 'New reconciliation'],
    ['/settings', 'Change session.length_minutes'],
    ['/settings', 'Change data_upload.signing_key'],
    ['/administration', 'Run now: purge-ended-sessions'],
  ])('should ask in a dialog of %s: %s', async (path, button) => {
    const page = await open(path);
    await page.getByRole('button', { name: button }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await dialog.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await focused(page.getByRole('button', { name: button }));
  });

  it('should ask first, tell what is refused, and what is done', async () => {
    const page = await open(`/users/${user.id}`);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').waitFor();
    await focused(page.getByRole('button', { name: 'Cancel' }));
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'E-mail address' }).fill('nobody@nowhere');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Email must be an email.').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'E-mail address' }).fill(`new-${user.email}`);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').filter({ hasText: 'has been saved' }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await faultsOf(page)).toEqual([]);
  });
});
