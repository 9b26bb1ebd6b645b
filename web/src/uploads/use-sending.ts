import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { outdate } from '../host/use-change.ts';
import { type FileToSend, sendFile, type Sending, SendingCancelled } from './send-file.ts';
import type { Upload } from './uploads-api.ts';

/** How much of a file has left, in bytes. */
export interface Progress {
  readonly sent: number;
  readonly total: number;
}

export interface SendingState {
  /** Undefined while nothing is being sent. */
  readonly progress: Progress | undefined;
  readonly failure: Error | null;
  readonly isCancelled: boolean;
  /** The new upload; undefined when it was refused or cancelled, which the state tells. */
  readonly send: (what: Omit<FileToSend, 'onProgress'>) => Promise<Upload | undefined>;
  readonly cancel: () => void;
  /** How the last one has ended is told no longer. */
  readonly forget: () => void;
}

const AT_REST = { progress: undefined, failure: null, isCancelled: false } as const;

/** Sends a file; leaving the page cancels it, which the browser asks about when it is left for another site or closed. */
export function useSending(): SendingState {
  const client = useQueryClient();
  const sending = useRef<Sending>(undefined);
  const [state, setState] = useState<Pick<SendingState, 'progress' | 'failure' | 'isCancelled'>>(AT_REST);
  useEffect(() => () => sending.current?.cancel(), []);
  const isSending = state.progress !== undefined;
  useEffect(() => {
    if (!isSending) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isSending]);
  return {
    ...state,
    forget: () => setState(AT_REST),
    cancel: () => sending.current?.cancel(),
    send: async ({ file, ...what }) => {
      setState({ ...AT_REST, progress: { sent: 0, total: file.size } });
      const onProgress = (sent: number, total: number) => setState({ ...AT_REST, progress: { sent, total } });
      sending.current = sendFile({ ...what, file, onProgress });
      try {
        const upload = await sending.current.upload;
        setState(AT_REST);
        return upload;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        const isCancelled = error instanceof SendingCancelled;
        setState({ ...AT_REST, failure: isCancelled ? null : error, isCancelled });
        return undefined;
      } finally {
        sending.current = undefined;
        outdate(client); // also a cancelled one has its entry
      }
    },
  };
}
