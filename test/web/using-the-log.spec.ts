import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { DemoClock } from '../../src/demo/demo-clock.ts';
import { PEOPLE } from '../../src/demo/demo-company.ts';
import { seedDemo } from '../../src/demo/demo-seeder.ts';
import { PageUnderTest } from './support/page-under-test.ts';
import { follow, stepsIn } from './support/steps.ts';

const DOCS = resolve(import.meta.dirname, '../../docs');
const DOCUMENT = readFileSync(join(DOCS, 'using-the-log.md'), 'utf8');
const TODAY = new Date(/--today (\S+)/.exec(DOCUMENT)?.[1] ?? '');

/** The questions, each with the Markdown that answers it. */
const QUESTIONS = DOCUMENT.split('\n## ')
  .find((part) => part.startsWith('Ten questions'))!
  .split('\n### ')
  .slice(1)
  .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n'))] as const);

describe('docs/using-the-log.md', () => {
  let test: PageUnderTest;
  let password = '';
  beforeAll(async () => {
    const clock = new DemoClock(new Date(0));
    const settings = { TRUST_PROXY: '127.0.0.1', SIGN_IN_RATE_LIMIT: 100_000 };
    test = await PageUnderTest.start(settings, { clock: clock.read });
    const { app, url, environment } = test.app;
    const uploadsDir = join(environment.DATA_DIR, 'uploads');
    ({ password } = await seedDemo({ app, baseUrl: `${url}/api/v1`, clock, uploadsDir }, { today: TODAY }));
    clock.advanceTo(new Date()); // what the reader does is of now
  }, 300_000);
  afterEach(() => test.closeWindows());
  afterAll(() => test.close());

  const openAs = (person: keyof typeof PEOPLE): Promise<Page> =>
    test.open('/log', { as: { email: PEOPLE[person].email, password }, browser: { acceptDownloads: true } });
  /** Only an administrator may place holds. */
  const readerOf = (question: string) => (question.includes('Keep everything') ? 'olivia' : 'amara');
  const answerTo = (question: string): string => QUESTIONS.find(([title]) => title.includes(question))![1];

  it('should answer ten questions, each by a link and what it shows', () => {
    expect(QUESTIONS).toHaveLength(10);
    for (const [, answer] of QUESTIONS) {
      expect(stepsIn(answer).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['open', 'see']));
    }
  });

  it.each(QUESTIONS)('should show what it says: %s', async (question, answer) => {
    const page = await openAs(readerOf(question));
    for (const step of stepsIn(answer)) await follow(page, step);
    expect(page.url()).toContain(test.app.url); // nothing has led away
  });

  it('should take out the failed sign-ins, and nothing else', async () => {
    const page = await openAs('amara');
    const downloading = page.waitForEvent('download');
    for (const step of stepsIn(answerTo('as CSV'))) await follow(page, step);
    const [head, ...lines] = (await readFile(await (await downloading).path(), 'utf8')).trim().split('\n');
    expect(head).toContain('description');
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(line).toMatch(/2026-10-06T.*tried to sign in and was refused.*192\.0\.2\.66/);
  });

  it('should give a file the SHA-256 that its manifest says', async () => {
    const page = await openAs('amara');
    for (const step of stepsIn(answerTo('Is this file'))) await follow(page, step);
    const manifest = await page.getByRole('dialog', { name: 'Manifest' }).innerText();
    await page.keyboard.press('Escape');
    const downloading = page.waitForEvent('download');
    await page
      .getByRole('link', { name: /^Download the export of / })
      .first()
      .click();
    const content = await readFile(await (await downloading).path());
    expect(manifest).toContain(createHash('sha256').update(content).digest('hex'));
  });

  it('should have its pictures, and links to documents that are there', () => {
    const linked = [...DOCUMENT.matchAll(/\]\((?!http)([^)#]+)/g)].map(([, path = '']) => path);
    expect(linked.filter((path) => path.startsWith('images/')).length).toBeGreaterThan(6);
    for (const path of linked) expect([path, existsSync(join(DOCS, path))]).toEqual([path, true]);
  });
});
