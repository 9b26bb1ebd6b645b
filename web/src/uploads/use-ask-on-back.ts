import { useEffect, useRef } from 'react';

/**
 * Asks before the browser's Back leaves the page, while there is something to lose. Browsers can not hold it back: it is
 * given a copy of this place to leave instead.
 */
export function useAskOnBack(hasToAsk: boolean, ask: () => void): void {
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (!hasToAsk) return;
    const standOnCopy = () => {
      if (!isCopy()) history.pushState({ ...stateHere(), isCopy: true }, '');
    };
    const onBack = () => {
      standOnCopy();
      latest.current();
    };
    standOnCopy();
    addEventListener('popstate', onBack);
    return () => {
      removeEventListener('popstate', onBack);
      // later, as whoever is done goes on to another page in the place of the copy
      setTimeout(() => isCopy() && history.back());
    };
  }, [hasToAsk]);
}

function isCopy(): boolean {
  return stateHere()['isCopy'] === true;
}

function stateHere(): Readonly<Record<string, unknown>> {
  return (history.state ?? {}) as Readonly<Record<string, unknown>>;
}
