import { resolve } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { AuditService } from '../../../src/audit/index.ts';
import { ADMIN_EMAIL, ADMIN_PASSWORD, ADMIN_SETTINGS } from '../../support/api.ts';
import { createTestApp, type SettingOverrides, type TestApp, type TestAppOptions } from '../../support/app.ts';
import { buildProject } from '../../support/running-application.ts';
import { OWN_PAGE, signInByCookie } from '../../support/session-cookies.ts';
import { launchBrowser } from './launch-browser.mjs';

const BUILT_PAGE = resolve(import.meta.dirname, '../../../dist/web');
/** A laptop. */
const VIEWPORT = { width: 1440, height: 900 };
/** Waiting longer than this means that it does not come, on a busy machine either. */
const PATIENCE_MS = 20_000;

jest.setTimeout(90_000);

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

const ADMIN: Credentials = { email: ADMIN_EMAIL, password: ADMIN_PASSWORD };

export interface OpenOptions {
  /** Who is signed in already; null for nobody. @default the administrator */
  readonly as?: Credentials | null;
  /** Anything of the browser that differs: `viewport`, `colorScheme`, `timezoneId`, `reducedMotion`, … */
  readonly browser?: BrowserContextOptions;
}

/** The real application with the real page, in a real browser. One for each test file; each test opens its own page. */
export class PageUnderTest {
  readonly app: TestApp;
  readonly #browser: Browser;
  readonly #contexts: BrowserContext[] = [];

  private constructor(app: TestApp, browser: Browser) {
    this.app = app;
    this.#browser = browser;
  }

  /** Builds what is not built, starts the application on a database of its own, and a browser. */
  static async start(settings: SettingOverrides = {}, options: TestAppOptions = {}): Promise<PageUnderTest> {
    await buildProject();
    const app = await createTestApp({ ...ADMIN_SETTINGS, ...settings }, { page: BUILT_PAGE, ...options });
    try {
      return new PageUnderTest(app, await launchBrowser());
    } catch (error) {
      await app.close();
      throw error;
    }
  }

  /** Opens an address of the page, such as `/log?range=all`, in a window of its own. */
  async open(path: string, { as = ADMIN, browser = {} }: OpenOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      baseURL: this.app.url,
      viewport: VIEWPORT,
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      ...browser,
    });
    this.#contexts.push(context);
    context.setDefaultTimeout(PATIENCE_MS);
    if (as !== null) await this.#signIn(context, as);
    const page = await context.newPage();
    await page.goto(path);
    return page;
  }

  /** Waits until all that was recorded can be read. */
  async flush(): Promise<void> {
    await this.app.app.get(AuditService, { strict: false }).flush();
  }

  /** Closes the windows of a test. */
  async closeWindows(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.app.close();
  }

  /** Signs in as the page does, without its form. */
  async #signIn(context: BrowserContext, credentials: Credentials): Promise<void> {
    const { status, headers, body } = await signInByCookie(this.app, credentials, OWN_PAGE);
    if (status !== 200) throw new Error(`${credentials.email} cannot sign in: ${JSON.stringify(body)}`);
    await context.addCookies(headers.getSetCookie().map((cookie) => toBrowserCookie(cookie, this.app.url)));
  }
}

function toBrowserCookie(cookie: string, url: string): { name: string; value: string; url: string; httpOnly: true } {
  const [pair = ''] = cookie.split(';');
  const [name = '', ...value] = pair.split('=');
  return { name, value: value.join('='), url: `${url}/api/v1`, httpOnly: true };
}
