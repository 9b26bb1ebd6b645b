import type { Locator } from 'playwright-core';

/** Waits until the focus is there. */
export function focused(element: Locator): Promise<void> {
  return element.and(element.page().locator(':focus')).waitFor();
}
