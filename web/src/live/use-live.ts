import { useEffect, useEffectEvent, useState } from 'react';
import type { Entry } from '../api/client.ts';
import { useUrlState } from '../parts/url-state.ts';
import { usePerson } from '../session/session.ts';
import { LIVE_VIEW } from './live-view.ts';
import { type StreamState, useStream } from './use-stream.ts';

/** More are not told apart. */
const MOST_WAITING = 500;

export interface LiveOptions {
  /** Parameters of the API for what is looked at; undefined when it can't be followed. */
  readonly query: string | undefined;
  /** Nothing is to change under the reader's eyes. */
  readonly isPaused: boolean;
  /** Reads the list again. */
  readonly refresh: () => void;
}

/** The log as it grows, beside the list that is shown. */
export interface Live {
  readonly isPossible: boolean;
  readonly isOn: boolean;
  readonly toggle: () => void;
  readonly state: StreamState | 'paused';
  /** Entries that the list does not show yet, as the reader has been told. */
  readonly waiting: number;
  readonly isFull: boolean;
  /** Has the list show them. */
  readonly show: () => void;
}

/** Follows what is looked at. What the reader's own reading adds to the log is not news to them. */
export function useLive({ query, isPaused, refresh }: LiveOptions): Live {
  const [isOn, setIsOn] = useUrlState(LIVE_VIEW);
  const person = usePerson();
  const followed = isOn ? query : undefined;
  const [fresh, setFresh] = useState<{ readonly of: string | undefined; readonly ids: ReadonlySet<string> }>(NONE);
  const [told, setTold] = useState(0);
  const [isDue, setIsDue] = useState(false);
  const ids = fresh.of === followed ? fresh.ids : NONE.ids;
  const state = useStream(followed, {
    onEntry: (entry) => {
      if (isOwnReading(entry, person.id)) return;
      setFresh((now) => {
        const known = now.of === followed ? now.ids : NONE.ids;
        return known.size >= MOST_WAITING ? now : { of: followed, ids: new Set([...known, entry.id]) };
      });
    },
    onBegin: () => setIsDue(true),
  });
  const show = () => {
    setFresh({ of: followed, ids: NONE.ids });
    setIsDue(false);
    refresh();
  };
  const readAgain = useEffectEvent(show);
  useEffect(() => {
    if (isDue && !isPaused) readAgain();
  }, [isDue, isPaused]);
  if (!isPaused && told !== ids.size) setTold(ids.size);
  return {
    isPossible: query !== undefined,
    isOn,
    toggle: () => setIsOn(!isOn),
    state: state === 'live' && isPaused ? 'paused' : state,
    waiting: followed === undefined ? 0 : told,
    isFull: told >= MOST_WAITING,
    show: () => {
      setTold(0); // also while nothing is to move: it was asked for
      show();
    },
  };
}

const NONE = { of: undefined, ids: new Set<string>() } as const;

function isOwnReading({ actionType, resourceType, userId }: Entry, id: string): boolean {
  return actionType === 'read' && resourceType === 'audit_log' && userId === id;
}
