import { useEffect, useEffectEvent, useState } from 'react';
import { apiAddress } from '../api/place.ts';
import type { Entry } from '../api/client.ts';

/** How following goes: `refused` is asked again later, `reconnecting` comes back by itself. */
export type StreamState = 'connecting' | 'live' | 'reconnecting' | 'refused';

const STREAM = apiAddress('/api/v1/audit-logs/stream');

/** A refusal is not asked about again before this, twice as long each time, in milliseconds. */
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 300_000;

/** A page that nobody sees for so long lets its stream go, in milliseconds. */
const UNSEEN_MS = 300_000;

export interface StreamListener {
  /** Each entry as it becomes visible, once. */
  readonly onEntry: (entry: Entry) => void;
  /** It begins anew: what was stored before is not told. */
  readonly onBegin: () => void;
}

/**
 * Follows the log as long as there is a query for it. A connection that breaks is made again, by the browser or here, and
 * goes on behind the last entry that was told.
 * @param query parameters of the API; undefined: nothing is followed
 */
export function useStream(query: string | undefined, { onEntry, onBegin }: StreamListener): StreamState {
  const [state, setState] = useState<StreamState>('connecting');
  const tell = useEffectEvent(onEntry);
  const begin = useEffectEvent(onBegin);
  useEffect(() => {
    if (query === undefined) return undefined;
    let [last, pause] = ['', FIRST_PAUSE_MS];
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = () => {
      clearTimeout(timer);
      source?.close();
      source = undefined;
    };
    const open = () => {
      leave();
      const parameters = new URLSearchParams(query);
      if (last !== '') parameters.set('lastEventId', last);
      const opened = new EventSource(`${STREAM}?${parameters.toString()}`);
      source = opened;
      opened.addEventListener('ready', ({ data, lastEventId }: MessageEvent<string>) => {
        [last, pause] = [lastEventId || last, FIRST_PAUSE_MS];
        setState('live');
        if (!(JSON.parse(data) as { readonly isResumed: boolean }).isResumed) begin();
      });
      opened.addEventListener('entry', ({ data, lastEventId }: MessageEvent<string>) => {
        last = lastEventId;
        tell(JSON.parse(data) as Entry);
      });
      opened.addEventListener('error', () => {
        if (opened.readyState !== EventSource.CLOSED) return setState('reconnecting');
        setState('refused');
        timer = setTimeout(open, pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
        return undefined;
      });
    };
    let unseen: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(unseen);
      if (document.hidden) unseen = setTimeout(leave, UNSEEN_MS);
      else if (source === undefined) open();
    };
    setState('connecting');
    open();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      clearTimeout(unseen);
      leave();
    };
  }, [query]);
  return state;
}
