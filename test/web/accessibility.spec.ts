import { recordEntries } from './support/entries.ts';
import { accessibilityFaults } from './support/accessibility.ts';
import { PageUnderTest } from './support/page-under-test.ts';

describe.each(['light', 'dark'] as const)('axe, %s', (colorScheme) => {
  let test: PageUnderTest;
  beforeAll(async () => {
    test = await PageUnderTest.start();
    await recordEntries(test, [
      { category: 'data_operation', action: 'import', resource: 'data_upload', resourceId: '1' },
      {
        category: 'system_setting',
        action: 'update',
        resource: 'setting',
        resourceId: 'mail.password',
        changes: { host: { from: 'a', to: null }, password: { from: 'one', to: 'two' } },
      },
      { category: 'data_operation', action: 'run', status: 'failure', description: 'Bob was refused' },
      { category: 'data_operation', action: 'run', error: new TypeError('x is not a function'), severity: 'CRITICAL' },
    ]);
  }, 240_000);
  afterEach(() => test.closeWindows());
  afterAll(() => test.close());

  const open = (path: string, as?: null) =>
    test.open(path, { browser: { colorScheme, reducedMotion: 'reduce' }, ...(as === null && { as }) });

  it('should find nothing at the sign-in', async () => {
    const page = await open('/', null);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('should find nothing in the log, its filters and its range', async () => {
    const page = await open('/log?q=category:(data_operation, system_setting) -action:login');
    await page.getByRole('table').waitFor();
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByRole('combobox', { name: 'Action' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: /^Time range/ }).click();
    await page.getByRole('button', { name: 'Apply' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it.each(['x is not a function', 'mail.password'])('should find nothing in an entry: %s', async (said) => {
    const page = await open('/log');
    await page.getByRole('link', { name: said }).first().click();
    const entry = page.getByRole('complementary', { name: 'Entry' });
    await entry.getByRole('heading', { name: 'Raw entry' }).waitFor();
    await entry.getByRole('button', { name: 'Show as JSON' }).click();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it.each([
    ['/log?q=resource:nothing', 'No entries match'],
    ['/log?q=statsu:failure', 'The query is not understood'],
    ['/nowhere', 'There is no such page'],
  ])('should find nothing at %s', async (path, heading) => {
    const page = await open(path);
    await page.getByRole('heading', { name: heading }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
