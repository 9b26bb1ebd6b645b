import { type RefObject, useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import type { TableHandle } from './list/log-table.tsx';
import { useLogAddress } from './log-address.ts';
import type { LogPage } from './log-queries.ts';
import type { Place } from './log-view.ts';
import { newerPlace, olderPlace } from './neighbours.ts';
import { PANEL_ID } from './side-panel.tsx';
import type { Log } from './use-log.ts';

export interface WalkOptions {
  readonly log: Log;
  /** What is shown; undefined while the first one is on its way. */
  readonly page: LogPage | undefined;
  /** It is the page before, while another one is on its way: nobody walks then. */
  readonly isStale: boolean;
  readonly openId: string | undefined;
  readonly table: RefObject<TableHandle | null>;
}

/** The ways from an opened entry to its neighbours in the list; undefined where there is none. */
export interface Walk {
  readonly newer: (() => void) | undefined;
  readonly older: (() => void) | undefined;
}

/** A page that is on its way, and the entry of it that is to be opened. */
interface Awaited {
  readonly cursor: string;
  readonly end: 'first' | 'last';
}

/** Walks from entry to entry; at the edge of a page the next page is turned to, and its nearest entry opened. */
export function useWalk({ log, page, isStale, openId, table }: WalkOptions): Walk {
  const address = useLogAddress();
  const navigate = useNavigate();
  const awaited = useRef<Awaited>(undefined);
  const entries = page?.data ?? [];
  const index = entries.findIndex(({ id }) => id === openId);
  const openAt = (next: number) => {
    const entry = entries[next];
    if (entry === undefined || isStale) return;
    awaited.current = undefined;
    if (isInPanel()) table.current?.show(next);
    else table.current?.focus(next);
    void navigate(address.of(entry.id), { preventScrollReset: true, replace: true });
  };
  const turn = (place: Place | undefined, end: Awaited['end']) =>
    place &&
    (() => {
      if (isStale) return;
      awaited.current = { cursor: place.cursor, end };
      log.go(place);
    });
  useEffect(() => {
    const { cursor, end } = awaited.current ?? {};
    if (cursor === undefined || cursor !== log.view.place?.cursor || page === undefined || isStale) return;
    if (openId === undefined) awaited.current = undefined; // closed while the page was on its way
    else openAt(end === 'first' ? 0 : entries.length - 1);
  });
  if (page === undefined || index < 0) return { newer: undefined, older: undefined };
  return {
    newer: index > 0 ? () => openAt(index - 1) : turn(newerPlace(page, log.view), 'last'),
    older: index < entries.length - 1 ? () => openAt(index + 1) : turn(olderPlace(page, log.view), 'first'),
  };
}

/** Whether the focus is in the entry beside the list, and should stay there. */
function isInPanel(): boolean {
  return document.getElementById(PANEL_ID)?.contains(document.activeElement) ?? false;
}
