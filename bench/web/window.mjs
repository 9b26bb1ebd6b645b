// A window of the browser with somebody signed in, and what it measures of itself.
const VIEWPORT = { width: 1440, height: 900 };
const PATIENCE_MS = 60_000;

/** True when the window has moved; an event is nothing that can be handed over. */
const SCROLLED = `new Promise((done) => addEventListener('scroll', () => done(true), { once: true }))`;

/** How much of the page is below the window, in pixels. */
const BELOW = 'document.documentElement.scrollHeight - innerHeight - scrollY';

/** Runs in the page before anything of it does. `painted` is when the first entries stood there, from the navigation on. */
const OBSERVE = `
  window.measured = { shift: 0, longTasks: [] };
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) measured.shift += value;
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) measured.longTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  window.whenPainted = (isThere) => new Promise((found) => {
    const look = () => requestAnimationFrame(() => {
      if (isThere()) setTimeout(() => found(performance.now())); // after the frame that it is in
      else look();
    });
    look();
  });
  window.areRowsThere = () => document.querySelector('table tr[data-index]') !== null &&
    document.querySelector('[data-stale] table') === null;
  window.answerTo = (query, since) => performance.getEntriesByType('resource').find(({ name, startTime }) => {
    const { pathname, searchParams } = new URL(name);
    return pathname === '/api/v1/audit-logs' && startTime >= since && searchParams.get('q')?.startsWith(query);
  });
  measured.painted = whenPainted(areRowsThere);
`;

/** Runs in the page before Enter is pressed in the query box. */
const AWAIT_FILTERED = (query) => `
  measured.filtered = new Promise((found) => addEventListener('keydown', async () => {
    const entered = performance.now();
    const at = await whenPainted(() => answerTo(${JSON.stringify(query)}, entered) !== undefined && areRowsThere());
    const { startTime, responseEnd } = answerTo(${JSON.stringify(query)}, entered);
    found({ totalMs: at - entered, apiMs: responseEnd - startTime });
  }, { once: true, capture: true }));
  undefined;
`;

export class Window {
  #context;
  #page;

  /** With nothing in its cache. */
  static async open(browser, { baseUrl, cookies }) {
    const window = new Window();
    window.#context = await browser.newContext({ baseURL: baseUrl, viewport: VIEWPORT, locale: 'en-GB' });
    await window.#context.addCookies(cookies);
    await window.#context.addInitScript(OBSERVE);
    window.#context.setDefaultTimeout(PATIENCE_MS);
    window.#page = await window.#context.newPage();
    return window;
  }

  /** Goes to an address, and waits for entries and all that is loaded beside them. */
  async visit(path) {
    const loaded = [];
    this.#page.on('response', (response) => loaded.push(new URL(response.url()).pathname));
    await this.#page.goto(path, { waitUntil: 'commit' });
    const paintedMs = await this.#page.evaluate('measured.painted');
    await this.#page.waitForLoadState('networkidle');
    return {
      paintedMs,
      shift: await this.#page.evaluate('measured.shift'),
      files: loaded.filter((name) => name.startsWith('/assets/')),
    };
  }

  /** Asks by the query box. @returns from Enter to the painted answer, and how much of it the API took */
  async filter(query) {
    const box = this.#page.getByRole('combobox', { name: 'Query' });
    await box.fill(query);
    await this.#page.evaluate(AWAIT_FILTERED(query));
    await box.press('Enter');
    const filtered = await this.#page.evaluate('measured.filtered');
    await this.#page.waitForLoadState('networkidle'); // the summary
    return filtered;
  }

  /** Scrolls to the end by the wheel. @returns how long each task took that held the page up, from 50 ms on */
  async scrollThrough() {
    await this.#page.evaluate('measured.longTasks = []');
    await this.#page.mouse.move(VIEWPORT.width / 2, VIEWPORT.height / 2);
    for (let rest = await this.#page.evaluate(BELOW); rest > 1; rest = await this.#page.evaluate(BELOW)) {
      const moved = this.#page.evaluate(SCROLLED);
      await this.#page.mouse.wheel(0, VIEWPORT.height / 2);
      await moved;
    }
    return this.#page.evaluate('measured.longTasks');
  }

  close() {
    return this.#context.close();
  }
}
