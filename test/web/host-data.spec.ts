import type { Page } from 'playwright-core';
import { createHolder } from '../support/roles.ts';
import { csvOf } from '../support/uploads.ts';
import { USER_PASSWORD } from '../support/users.ts';
import { accessibilityFaults } from './support/accessibility.ts';
import { logged } from './support/logged.ts';
import { PageUnderTest } from './support/page-under-test.ts';

const BYTES_A_SECOND = 100_000;
const LARGE = 2_000_000;

describe('the pages of uploads and reconciliations', () => {
  let test: PageUnderTest;
  beforeAll(async () => {
    test = await PageUnderTest.start();
  }, 240_000);
  afterEach(() => test.closeWindows());
  afterAll(() => test.close());

  interface Choice {
    readonly kind: 'Ledger' | 'Bank';
    readonly name: string;
    readonly content: string;
    readonly mimeType?: string;
  }

  const choose = async (page: Page, { kind, name, content, mimeType = 'text/csv' }: Choice) => {
    await page.getByRole('radio', { name: kind }).check();
    await page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer: Buffer.from(content) });
  };
  const openForm = async (page: Page) => {
    await page.getByRole('button', { name: 'Upload a file' }).click();
    await page.getByRole('dialog', { name: 'Upload a file' }).waitFor();
  };
  const submit = (page: Page) => page.getByRole('button', { name: 'Upload', exact: true }).click();
  const upload = async (page: Page, choice: Choice): Promise<string> => {
    await page.goto('/uploads');
    await openForm(page);
    await choose(page, choice);
    await submit(page);
    await page.getByRole('heading', { level: 1, name: choice.name }).waitFor();
    return new URL(page.url()).pathname.split('/').at(-1)!;
  };
  const importIt = async (page: Page) => {
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('Imported', { exact: true }).waitFor();
  };

  it('should upload, import, tell the refused lines, and reconcile', async () => {
    const page = await test.open('/uploads');
    const ledger = await upload(page, {
      kind: 'Ledger',
      name: 'ledger.csv',
      content: csvOf('A,2026-01-31,1299.00,EUR,Rent', 'B,2026-01-31,5.00,EUR,Stamps', 'C,2026-02-30,1.00,EUR,Tea'),
    });
    await importIt(page);
    await page.getByRole('heading', { name: 'Refused lines' }).waitFor();
    await page.getByRole('cell', { name: /is not in the calendar/ }).waitFor();
    const bank = await upload(page, {
      kind: 'Bank',
      name: 'bank.csv',
      content: csvOf('A,2026-01-31,1298.00,EUR,Rent', 'D,2026-01-31,7.00,EUR,Fee'),
    });
    await importIt(page);

    await page.getByRole('link', { name: 'Reconciliations' }).click();
    await page.getByRole('button', { name: 'New reconciliation' }).click();
    await page.getByRole('combobox', { name: 'Ledger' }).click();
    await page.getByRole('option', { name: 'ledger.csv' }).click();
    await page.getByRole('combobox', { name: 'Bank file' }).click();
    await page.getByRole('option', { name: 'bank.csv' }).click();
    await page.getByRole('button', { name: 'Reconcile', exact: true }).click();
    await page.getByRole('heading', { name: 'Sums in EUR' }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1);
    await page.getByText('Difference (1)').click();
    await page.getByText('1–1 of 1').waitFor();
    expect(new URL(page.url()).search).toBe('?outcome=difference');
    await page.getByRole('row', { name: /1,299\.00 EUR.*1,298\.00 EUR.*-1\.00/ }).waitFor();

    const sentences = async (query: string) => (await logged(test, query)).map(({ actionType }) => actionType);
    expect(await sentences(`resource:data_upload/${ledger}`)).toEqual(['import', 'schedule', 'upload']);
    expect(await sentences(`resource:data_upload/${bank}`)).toEqual(['import', 'schedule', 'upload']);
    expect(await sentences(`resource:reconciliation/${id}`)).toEqual(['run', 'schedule']);
    await page.getByRole('link', { name: 'In the log' }).click();
    await page.getByText('1–2 of 2').first().waitFor();
  });

  /** Gives back what makes it as fast as it can be. */
  const uploadSlowly = async (page: Page, name: string): Promise<() => Promise<unknown>> => {
    const devtools = await page.context().newCDPSession(page);
    const limitTo = (uploadThroughput: number) =>
      devtools.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput,
      });
    await limitTo(BYTES_A_SECOND);
    await openForm(page);
    await choose(page, { kind: 'Bank', name, content: csvOf('A,2026-01-31,1.00,EUR,'.padEnd(LARGE, 'x')) });
    await submit(page);
    await page.getByText(/of 2 MB, \d+ %/).waitFor();
    return () => limitTo(-1);
  };

  it('should ask before an upload ends with its dialog, and go on meanwhile', async () => {
    const page = await test.open('/uploads');
    const hurry = await uploadSlowly(page, 'kept.csv');
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
    const question = page.getByRole('alert').filter({ hasText: 'Cancel the upload?' });
    await question.waitFor();
    await page.getByRole('progressbar', { name: 'Uploading kept.csv' }).waitFor();
    expect(await page.locator(':focus').innerText()).toBe('Go on uploading');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await question.waitFor();
    await hurry(); // it is done while the question stands
    await page.getByRole('heading', { level: 1, name: 'kept.csv' }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('should ask before Back ends an upload, and then go back', async () => {
    const page = await test.open('/users');
    await page.getByRole('link', { name: 'Data uploads' }).click();
    await uploadSlowly(page, 'back.csv');
    const question = page.getByRole('alert').filter({ hasText: 'Cancel the upload?' });
    await page.goBack();
    await question.waitFor();
    await page.getByRole('button', { name: 'Go on uploading' }).click();
    await question.waitFor({ state: 'detached' });
    expect(await page.getByRole('progressbar', { name: 'Uploading back.csv' }).count()).toBe(1);
    await page.goBack();
    await page.getByRole('button', { name: 'Cancel it and close' }).click();
    await page.waitForFunction('history.state.isCopy === undefined');
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
  });

  it('should give an upload up when that is the answer, and say so', async () => {
    const page = await test.open('/uploads');
    await uploadSlowly(page, 'given-up.csv');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Cancel it and close' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('The upload has been cancelled; nothing is kept of it.').waitFor();
    await openForm(page);
    await page.getByRole('radio', { name: 'Bank' }).waitFor();
    expect(await page.getByRole('dialog').getByText('has been cancelled').count()).toBe(0);
    expect(await page.getByRole('link', { name: 'given-up.csv' }).count()).toBe(0);
  });

  it('should show how far a file is, and cancel it', async () => {
    const page = await test.open('/uploads');
    await uploadSlowly(page, 'large.csv');
    await page.getByRole('progressbar', { name: 'Uploading large.csv' }).waitFor();
    await page.getByRole('button', { name: 'Cancel the upload' }).click();
    await page.getByText('The upload has been cancelled; nothing is kept of it.').waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.getByRole('link', { name: 'large.csv' }).count()).toBe(0);
  });

  it('should tell at the field what is wrong with a file', async () => {
    const page = await test.open('/uploads');
    await openForm(page);
    await submit(page);
    await page.getByText('Choose a file first.').waitFor();
    await choose(page, { kind: 'Bank', name: 'picture.png', content: 'PNG', mimeType: 'image/png' });
    await submit(page);
    const file = page.getByRole('button', { name: 'CSV file' });
    await page.getByText('This is no CSV file.').waitFor();
    expect(await file.getAttribute('aria-invalid')).toBe('true');
    expect(await logged(test, 'action:upload status:failure')).not.toEqual([]);
  });

  it('should show why an import has failed', async () => {
    const page = await test.open('/uploads');
    await upload(page, { kind: 'Bank', name: 'odd.csv', content: 'a,b\n1,2\n' });
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('The import has failed').waitFor();
    await page.getByText(/The first line lacks/).waitFor();
    await page.getByRole('button', { name: 'Import again' }).waitFor();
    expect(await logged(test, 'action:import status:(failure, error)')).toHaveLength(1);
  });

  it('should show readers of data no buttons', async () => {
    const { email } = await createHolder(test.app, 'data:read');
    for (const path of ['/uploads', '/reconciliations']) {
      const page = await test.open(path, { as: { email, password: USER_PASSWORD } });
      await page
        .getByText(/^(\d+–\d+ of|None)/)
        .first()
        .waitFor();
      expect(await page.getByRole('button', { name: /^(Upload a file|New reconciliation)$/ }).count()).toBe(0);
    }
  });
});
