import { resolve } from 'node:path';
import { type ExecutionContext, type INestApplication, Injectable } from '@nestjs/common';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import {
  type AuditActor,
  AuditAccess,
  AuditActorResolver,
  expectAudit,
  mountAuditPage,
  readAuditPage,
} from '../../src/audit/index.ts';
import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { buildProject } from '../support/running-application.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';
import { accessibilityFaults } from './support/accessibility.ts';
import { launchBrowser } from './support/launch-browser.mjs';

jest.setTimeout(90_000);

const BUILT = resolve(import.meta.dirname, '../../dist/src/audit/page/web');
const PREFIX = 'back-office/api';
const PAGE = '/back-office/audit';
const TELL_VIOLATIONS = `addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective))`;

interface CookieRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** The sign-in of an application: `name:permission,permission` in a cookie. */
function signedIn({ headers }: CookieRequest): { readonly name: string; readonly may: readonly string[] } | undefined {
  const [, name = '', may = ''] = /\bperson=([^:;]+):([^;]*)/.exec(decodeURIComponent(headers['cookie'] ?? '')) ?? [];
  return name === '' ? undefined : { name, may: may.split(',') };
}

@Injectable()
class CookieActorResolver extends AuditActorResolver {
  override resolve(request: CookieRequest): AuditActor | undefined {
    const person = signedIn(request);
    return person && { type: 'user', id: person.name, label: `${person.name}@example.com` };
  }
}

@Injectable()
class CookieAccess extends AuditAccess {
  override allows(permission: string, context: ExecutionContext): boolean {
    return signedIn(context.switchToHttp().getRequest<CookieRequest>())?.may.includes(permission) ?? false;
  }
}

const directories = temporaryDirectories();

describe.each(PLATFORMS)('the page in an application of others, on %s', (platform) => {
  let shop: ShopApp;
  let browser: Browser;
  const windows: BrowserContext[] = [];

  beforeAll(async () => {
    await buildProject();
    shop = await createShopApp(platform, {
      actorResolver: CookieActorResolver,
      access: CookieAccess,
      exports: { directory: directories() },
      prepare: (app: INestApplication) => {
        app.setGlobalPrefix(PREFIX);
        mountAuditPage(app, { path: PAGE, signIn: '/back-office/sign-in', page: readAuditPage(BUILT)! });
      },
    });
    browser = await launchBrowser();
  });
  afterEach(async () => {
    await Promise.all(windows.splice(0).map((context) => context.close()));
  });
  afterAll(async () => {
    await browser.close();
    await shop.close();
  });

  async function open(path: string, person?: string): Promise<Page> {
    const context = await browser.newContext({ baseURL: shop.url, locale: 'en-GB', timezoneId: 'Europe/Berlin' });
    windows.push(context);
    context.setDefaultTimeout(20_000);
    if (person !== undefined) {
      await context.addCookies([{ name: 'person', value: encodeURIComponent(person), url: shop.url, httpOnly: true }]);
    }
    const page = await context.newPage();
    await page.addInitScript({ content: TELL_VIOLATIONS });
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(path);
    return page;
  }
  const faults: string[] = [];
  beforeEach(() => void faults.splice(0));

  it('should show the log of the application, and an entry by its own address', async () => {
    await fetch(`${shop.url}/${PREFIX}/products`, { method: 'POST', headers: { cookie: 'person=bob:' } });
    await shop.audit.flush();
    const page = await open(`${PAGE}/log?range=all`, 'ada:audit:read,audit:export');
    const entry = page.getByRole('complementary', { name: 'Entry' });
    await page
      .getByRole('row', { name: /bob@example\.com/ })
      .getByRole('link')
      .first()
      .click();
    await entry.getByText('bob@example.com').first().waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/back-office\/audit\/log\/[0-9a-f-]{36}$/);
    await page.reload();
    await entry.getByText('bob@example.com').first().waitFor();
    await page.getByLabel('You read as ada@example.com').waitFor();
    expect(faults).toEqual([]);
  });

  it('should offer what its reader may use, and nothing of another application', async () => {
    const page = await open(PAGE, 'ada:audit:read,audit:export');
    await page.getByRole('navigation').getByRole('link', { name: 'Exports' }).waitFor();
    const links = await page.getByRole('navigation').getByRole('link').allTextContents();
    expect(links).toEqual(['Log', 'Errors', 'History', 'User activity', 'Exports']);
    expect(new URL(page.url()).pathname).toBe(`${PAGE}/log`);
    expect(faults).toEqual([]);
  });

  it('should take entries out as a file', async () => {
    const page = await open(`${PAGE}/log?range=all`, 'ada:audit:read,audit:export');
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('dialog')
        .getByRole('link', { name: /download/i })
        .click(),
    ]);
    expect(new URL(download.url()).pathname).toBe(`/${PREFIX}/audit-logs/export`);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
  });

  it('should follow the log', async () => {
    const page = await open(`${PAGE}/log?range=1h`, 'ada:audit:read');
    await page.getByRole('switch', { name: /live/i }).click({ force: true });
    await page.getByText('Live', { exact: true }).first().waitFor();
    await fetch(`${shop.url}/${PREFIX}/products`, { method: 'POST', headers: { cookie: 'person=carol:' } });
    await page.getByRole('button', { name: /new entr/ }).click();
    await page
      .getByRole('row', { name: /carol@example\.com/ })
      .first()
      .waitFor();
    expect(faults).toEqual([]);
  });

  it('should send to the sign-in of the application who is not known', async () => {
    const page = await open(`${PAGE}/errors`);
    await page.getByRole('heading', { name: 'You are not signed in' }).waitFor();
    const link = page.getByRole('link', { name: 'Sign in' });
    expect(await link.getAttribute('href')).toBe('/back-office/sign-in');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('should say what is missing to who may not read', async () => {
    const page = await open(`${PAGE}/log`, 'eve:');
    await page.getByText('audit:read').waitFor();
    expect(await page.getByRole('table').count()).toBe(0);
  });

  it('should leave no entry when it is loaded, and one when what is asked for is not there', async () => {
    const audit = expectAudit(shop.app);
    const html = await (await fetch(`${shop.url}${PAGE}/log/some-entry`)).text();
    const [, script = ''] = /src="([^"]+\.js)"/.exec(html) ?? [];
    expect(script.startsWith(`${PAGE}/`)).toBe(true);
    expect((await fetch(shop.url + script)).status).toBe(200);
    expect((await fetch(`${shop.url}${PAGE}/assets/gone.js`)).status).toBe(404);
    await audit.toHaveRecordedOnly([{ status: 'failure', metadata: { http: { path: `${PAGE}/assets/gone.js` } } }]);
  });
});
