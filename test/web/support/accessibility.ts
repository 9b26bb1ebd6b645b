import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** WCAG 2.2 AA, what came before it, and what axe holds to be good practice. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** Colours on their way from one theme to the other are nobody's to read; what turns for ever is not waited for. */
const SETTLED = `Promise.all(document.getAnimations()
  .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity)
  .map((animation) => animation.finished.catch(() => undefined)))`;

/** What another theme can break; everything else is the same in both. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block'];

/** What axe finds on a page when it has settled, a line for each element; nothing is right. */
export function accessibilityFaults(page: Page): Promise<readonly string[]> {
  return faultsBy(page, TAGS);
}

/** What axe finds in the other theme of a page that {@link accessibilityFaults} has looked at. */
export function colourFaults(page: Page): Promise<readonly string[]> {
  return faultsBy(page, RULES_OF_COLOUR);
}

async function faultsBy(page: Page, rules: readonly string[]): Promise<readonly string[]> {
  await page.evaluate(`${SETTLED}.then(() => undefined)`);
  await page.evaluate(AXE); // not as a script of the page, which its policy refuses
  const { violations } = await page.evaluate<AxeResult>(`axe.run({ runOnly: ${JSON.stringify(rules)} })`);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ html, failureSummary = '' }) => `${id}: ${help}\n  ${html}\n  ${failureSummary.replaceAll('\n', '\n  ')}`,
    ),
  );
}

/** Names of the tables of a page that are wider than what stands around them, and so cut off. */
export function cutOffTables(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`[...document.querySelectorAll('table')]
    .filter((table) => table.offsetWidth > table.parentElement.clientWidth)
    .map((table) => table.getAttribute('aria-label'))`);
}

/** By how many pixels a page is wider than its window; 0 when nobody has to scroll sideways. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate<number>('Math.max(0, document.documentElement.scrollWidth - innerWidth)');
}
