import type { Page } from 'playwright-core';

/** One thing that a document tells its reader to do, or to see. */
export type Step =
  | { readonly kind: 'open'; readonly path: string }
  | { readonly kind: 'write'; readonly text: string; readonly field: string }
  | { readonly kind: 'click'; readonly name: string }
  | { readonly kind: 'see'; readonly text: string };

/** A link to the page, `text` in **field**, **what to click**, *what is then seen*. */
const STEP =
  /\[[^\]]+\]\(http:\/\/127\.0\.0\.1:3000(?<path>[^)]+)\)|`(?<text>[^`]+)` in \*\*(?<field>[^*]+)\*\*|\*\*(?<click>[^*]+)\*\*|(?<!\*)\*(?<see>[^*]+)\*(?!\*)/g;
const PICTURE = /!\[[^\]]*\]\([^)]*\)/g;

/** What a part of a document, in Markdown, tells to do, in its order. */
export function stepsIn(markdown: string): readonly Step[] {
  return [...markdown.replaceAll(PICTURE, '').replaceAll(/\s+/g, ' ').matchAll(STEP)].map(({ groups = {} }) => {
    const { path, text, field, click, see } = groups;
    if (path !== undefined) return { kind: 'open', path };
    if (text !== undefined) return { kind: 'write', text, field: field! };
    return click === undefined ? { kind: 'see', text: see! } : { kind: 'click', name: click };
  });
}

/** Does what a reader would do; waits for what has to be seen. */
export async function follow(page: Page, step: Step): Promise<void> {
  switch (step.kind) {
    case 'open':
      await page.goto(step.path);
      return;
    case 'write':
      await page.getByRole('textbox', { name: step.field, exact: true }).fill(step.text);
      return;
    case 'click':
      await clickable(page, step.name).click();
      return;
    case 'see':
      await page.getByText(step.text).filter({ visible: true }).first().waitFor();
  }
}

/** The first of that name; what there is of each line of a list may have the line behind it, as `Manifest of …`. */
function clickable(page: Page, named: string) {
  const name = new RegExp(`^${named.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}($| of )`);
  return page.getByRole('button', { name }).or(page.getByRole('link', { name })).first();
}
