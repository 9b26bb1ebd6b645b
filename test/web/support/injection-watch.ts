import type { Page } from 'playwright-core';

/** What these canaries call when they are run. */
const CALL = 'canaryRan()';

/** Markup that ends what it stands in, and runs by itself in three ways. */
export const MARKUP = `"><svg onload="${CALL}"></svg><img src=x onerror="${CALL}"><script>${CALL}</script>`;
/** An address that runs when somebody follows it. */
export const SCRIPT_ADDRESS = `javascript:${CALL}`;

const VIOLATIONS = `addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) =>
  policyViolated([effectiveDirective, blockedURI, sample].join(' ')))`;

/** Elements that are what somebody wrote into an entry, not what the page has made of it. */
const INJECTED = `[...document.querySelectorAll('*')].filter((element) =>
  element.matches('script:not([src]), img[src="x"], iframe, object, embed, base') ||
  [...element.attributes].some(({ name, value }) =>
    /^on/i.test(name) || name === 'srcdoc' || (/^(href|src|action|formaction|xlink:href)$/i.test(name) && /^\\s*(javascript|data:text)/i.test(value)))
).map((element) => element.cloneNode().outerHTML)`;

/** Looks at a page while others do something with it: does anything become markup that was stored as text? */
export class InjectionWatch {
  readonly #page: Page;
  readonly #noticed: string[] = [];

  private constructor(page: Page) {
    this.#page = page;
  }

  /** From the next address on that is opened in this window. */
  static async over(page: Page): Promise<InjectionWatch> {
    const watch = new InjectionWatch(page);
    const notice = (what: string) => watch.#noticed.push(what);
    await page.exposeFunction('canaryRan', () => notice('a canary has run'));
    await page.exposeFunction('policyViolated', (what: string) => notice(`against the policy: ${what}`));
    await page.addInitScript(VIOLATIONS);
    page.on('dialog', (dialog) => {
      notice(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) notice(`on the console: ${message.text()}`);
    });
    page.on('pageerror', ({ message }) => notice(`an error: ${message}`));
    return watch;
  }

  /** What was noticed since the beginning, and what of the document as it is now is not the page's own. */
  async findings(): Promise<readonly string[]> {
    const injected = await this.#page.evaluate<string[]>(INJECTED);
    return [...this.#noticed, ...injected.map((html) => `in the document: ${html}`)];
  }
}
