import type { Page } from 'playwright-core';
import { DataSource } from 'typeorm';
import { call, signIn } from '../support/api.ts';
import { ExportClient } from '../support/exports.ts';
import { store } from '../support/rollups.ts';
import { until } from '../support/until.ts';
import { createUser } from '../support/users.ts';
import { hostile } from './support/hostile-entry.ts';
import { InjectionWatch, MARKUP, SCRIPT_ADDRESS } from './support/injection-watch.ts';
import { PageUnderTest } from './support/page-under-test.ts';

/** As much as the name of a view has room for. */
const SHORT = '"><img src=x onerror="canaryRan()"><svg onload="canaryRan()">';
/** Told apart by a word before the markup, so that each is looked for where it belongs. */
const markup = (field: string) => `${field} ${MARKUP}`;
const quoted = (value: string) => `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
const addressOf = (path: string, parameters: Readonly<Record<string, string>>) =>
  `${path}?${new URLSearchParams(parameters).toString()}`;

describe('what was stored as text', () => {
  let test: PageUnderTest;
  let page: Page;
  let watch: InjectionWatch;
  const query = `user:${quoted(markup('label'))}`;

  beforeAll(async () => {
    test = await PageUnderTest.start();
    const done = { status: 'success', severity: undefined, errorType: undefined, errorFingerprint: undefined };
    const changes = { [markup('field')]: { from: markup('before'), to: markup('after') } };
    await store(test.app.app.get(DataSource), [
      hostile(markup),
      { ...hostile(markup), ...done, description: markup('done'), metadata: { changes } },
      { ...hostile(() => SCRIPT_ADDRESS), resourceType: 'link' },
    ]);
  }, 240_000);
  beforeEach(async () => {
    page = await test.open('/settings');
    watch = await InjectionWatch.over(page);
  });
  afterEach(() => test.closeWindows());
  afterAll(() => test.close());

  const seen = (field: string) => page.getByText(markup(field)).filter({ visible: true }).first().waitFor();
  const allSeen = async (...fields: readonly string[]) => {
    for (const field of fields) await seen(field);
    return watch.findings();
  };
  const panel = () => page.getByRole('complementary', { name: 'Entry' });

  it('should be noticed by this test if it became markup', async () => {
    await page.goto('/settings');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(`${MARKUP}<a href="${SCRIPT_ADDRESS}">go</a>`)})`,
    );
    await page.getByRole('link', { name: 'go', exact: true }).click();
    const everything = [/policy: script-src-attr/, /policy: script-src-elem/, /<img src="x"/, /<a href="javascript:/];
    const missing = async () => {
      const findings = (await watch.findings()).join('\n');
      return everything.filter((each) => !each.test(findings));
    };
    await until('the browser has told of all of it', async () => (await missing()).length === 0); // it tells later
    expect(await missing()).toEqual([]);
  });

  it('should stay text in the log, its filters and what completes a query', async () => {
    await page.goto(addressOf('/log', { q: `${query} ${quoted('<img src=x')}`, filters: 'open' }));
    expect(await allSeen('sentence', 'done', 'kind', 'label', 'action', 'category')).toEqual([]);
    await page.getByRole('list', { name: 'Active filters' }).getByText('<img src=x', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByRole('combobox', { name: 'Resource' }).click();
    await page.getByRole('option', { name: markup('kind').replaceAll('/', '%2F') }).waitFor();
    await page.getByRole('combobox', { name: 'Query' }).fill('action:');
    await page.getByRole('option').filter({ hasText: 'onerror' }).first().waitFor();
    await page.keyboard.press('Escape');
    await page
      .getByRole('button', { name: markup('category') })
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'Without this value' }).waitFor();
    expect(await allSeen('category')).toEqual([]);
  });

  it('should stay text in an entry, and in its raw form', async () => {
    await page.goto(addressOf('/log', { q: query }));
    await page.getByRole('link', { name: markup('sentence') }).click();
    await panel()
      .getByRole('heading', { name: markup('sentence') })
      .waitFor();
    expect(
      await allSeen('message', 'cause message', 'frame', 'agent', 'label', 'user', 'kind', 'id', 'tenant', 'session'),
    ).toEqual([]);
    expect(
      await allSeen('request', 'trace', 'impersonator', 'method', 'path', 'route', 'field', 'before', 'after'),
    ).toEqual([]);
    expect(await allSeen('note', 'noted', 'done')).toEqual([]); // the other one of the same request
    await panel().getByRole('button', { name: 'Show as JSON' }).click();
    await panel()
      .getByText(JSON.stringify(markup('key')).slice(1, -1))
      .last()
      .waitFor();
    expect(await watch.findings()).toEqual([]);
  });

  it('should be no link that runs', async () => {
    await page.goto('/log?q=resource:link');
    await page.getByRole('link', { name: SCRIPT_ADDRESS }).click();
    await panel().getByRole('heading', { name: SCRIPT_ADDRESS }).waitFor();
    for (const name of ['What else they did', 'Its history']) {
      expect(await panel().getByRole('link', { name }).getAttribute('href')).toMatch(/^\/(activity|history)\?/);
    }
    expect(await watch.findings()).toEqual([]);
  });

  it('should stay text in the errors', async () => {
    await page.goto(addressOf('/errors', { q: query }));
    expect(await allSeen('fault', 'sentence', 'label')).toEqual([]);
  });

  it('should stay text in a history, whether the log knows the thing or not', async () => {
    await page.goto(addressOf('/history', { type: markup('kind'), id: markup('id') }));
    await page.getByRole('heading', { name: `${markup('kind')} ${markup('id')}` }).waitFor();
    expect(await allSeen('sentence', 'done', 'field', 'before', 'after')).toEqual([]);
    await page.goto(addressOf('/history', { type: SCRIPT_ADDRESS, id: markup('no id') }));
    await page.getByRole('heading', { name: 'The log tells nothing of it' }).waitFor();
    expect(await watch.findings()).toEqual([]);
  });

  it('should stay text in the activity of a user', async () => {
    await page.goto('/activity');
    expect(await allSeen('label')).toEqual([]);
    await page.getByRole('link', { name: markup('label') }).click();
    await page.getByRole('heading', { name: markup('label') }).waitFor();
    expect(await allSeen('user', 'action', 'category', 'kind', 'sentence')).toEqual([]);
    await page.goto(addressOf('/activity', { user: SCRIPT_ADDRESS }));
    await page.getByRole('heading', { name: SCRIPT_ADDRESS }).waitFor();
    expect(await watch.findings()).toEqual([]);
  });

  it('should stay text in what an export says, in the list of exports and in a manifest', async () => {
    const authorization = `Bearer ${await signIn(test.app)}`;
    const client = new ExportClient(`${test.app.url}/api/v1/audit-logs`, { authorization });
    await client.ended((await client.create({ format: 'csv', q: query })).id);
    await page.goto('/exports');
    await page
      .getByRole('table', { name: /^Your exports/ })
      .getByText('onerror')
      .waitFor();
    await page.getByRole('button', { name: /^Manifest/ }).click();
    await page.getByRole('dialog', { name: 'Manifest' }).getByText('onerror').first().waitFor();
    expect(await watch.findings()).toEqual([]);
    await page.goto(addressOf('/log', { q: query }));
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('dialog', { name: 'Export entries' }).getByText('onerror').first().waitFor();
    expect(await watch.findings()).toEqual([]);
  });

  it('should stay text in saved views, whoever has written them there, and in what tells of them', async () => {
    await page.goto('/log');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Save this view …' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill(SHORT);
    await page.keyboard.press('Enter');
    await page.getByText(`Saved as ${SHORT}.`).waitFor();
    await page.evaluate(`for (const key of Object.keys(localStorage).filter((each) => each.startsWith('audit.views.')))
      localStorage.setItem(key, ${JSON.stringify(JSON.stringify([{ name: markup('stored'), search: SCRIPT_ADDRESS }]))})`);
    await page.reload();
    await page.getByRole('button', { name: 'Views' }).click();
    expect(await allSeen('stored')).toEqual([]);
    await page.getByRole('menuitem', { name: markup('stored') }).click();
    await page.getByRole('heading', { name: 'Log', exact: true }).waitFor();
    expect([new URL(page.url()).pathname, await watch.findings()]).toEqual(['/log', []]);
  });

  it('should stay text in what refuses a query', async () => {
    await page.goto(addressOf('/log', { q: `${MARKUP}:x (` }));
    await page.getByRole('heading', { name: 'The query is not understood' }).waitFor();
    expect(await watch.findings()).toEqual([]);
  });

  it('should stay text in legal holds and users', async () => {
    const token = await signIn(test.app);
    const json = { reason: markup('reason'), resourceType: markup('kind'), resourceId: markup('id') };
    expect((await call(test.app, 'POST /audit-logs/holds', { token, json })).status).toBe(201);
    await createUser(test.app, { name: markup('name').slice(0, 100) });
    await page.goto('/holds');
    expect(await allSeen('reason', 'kind', 'id')).toEqual([]);
    await page.goto('/users');
    await page.getByText('onload').first().waitFor();
    expect(await watch.findings()).toEqual([]);
  });
});
