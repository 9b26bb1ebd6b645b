import { recordEntries } from '../web/support/entries.ts';
import { PageUnderTest } from '../web/support/page-under-test.ts';
import { blocksOf, readDocument } from './support/documents.ts';

/** What the document leaves to its readers: here it notes that it was called, and with what. */
const READERS = `globalThis.told = [];
  const loadTheList = () => told.push('the list');
  const show = (entry) => told.push(entry.description);`;

describe('docs/reading.md', () => {
  let test: PageUnderTest;
  beforeAll(async () => {
    test = await PageUnderTest.start();
  }, 240_000);
  afterAll(async () => {
    await test.closeWindows();
    await test.close();
  });

  it('should show how a browser follows the log', async () => {
    const { code } = blocksOf(readDocument('docs/reading.md')).find(({ language }) => language === 'js')!;
    const page = await test.open('/settings', { browser: { bypassCSP: true } }); // to look at what was told
    await page.evaluate(`{ ${READERS} ${code} }`);
    await page.waitForFunction(`told.includes('the list')`);
    const entry = { category: 'data_operation', action: 'import' } as const;
    await recordEntries(test, [
      { ...entry, description: 'Ada imported invoice 1' },
      { ...entry, description: 'Ada could not import invoice 2', status: 'failure' },
    ]);
    await page.waitForFunction('told.length > 1');
    expect(await page.evaluate('told')).toEqual(['the list', 'Ada could not import invoice 2']);
  });
});
