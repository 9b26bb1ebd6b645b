import type { Browser } from 'playwright-core';

/** A headless Chromium: that of `CHROMIUM_PATH`, else the machine's, else the one that `npm ci` has brought. */
export function launchBrowser(): Promise<Browser>;
