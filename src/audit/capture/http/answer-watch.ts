import type { ServerResponse } from 'node:http';

/** Who wants to know how an answer leaves. Exactly one of the two is told, once. */
export interface AnswerWatcher {
  /** The whole answer is there and its first byte has not left yet. */
  readonly onWhole: (statusCode: number) => void;
  /** The answer has begun, and more of it is to come. */
  readonly onStream: (statusCode: number) => void;
}

/**
 * Watches how an answer leaves, in whatever way the application gives it. Interim answers (1xx) are none. An answer that
 * Node refuses, for a wrong status or header, has not begun: then another one is still to come.
 */
export function watchAnswer(response: ServerResponse, { onWhole, onStream }: AnswerWatcher): void {
  const { writeHead, write, end, flushHeaders } = response as unknown as Record<string, Method>;
  let hasBegun = false;
  let isEnding = false;
  let isWriting = false;
  const begin = (tell: (statusCode: number) => void): void => {
    if (hasBegun) return;
    hasBegun = true;
    tell(response.statusCode);
  };
  const watched: Record<string, Method> = {
    writeHead: (...args) => {
      const result = writeHead?.apply(response, args);
      // end() and write() without a head call this before they send anything
      if (isEnding) begin(onWhole);
      else if (isWriting) begin(onStream);
      return result;
    },
    write: (...args) => {
      if (isEnding) return write?.apply(response, args);
      if (response.headersSent) begin(onStream);
      isWriting = true;
      try {
        const result = write?.apply(response, args);
        begin(onStream);
        return result;
      } finally {
        isWriting = false;
      }
    },
    flushHeaders: (...args) => {
      const result = flushHeaders?.apply(response, args);
      begin(onStream);
      return result;
    },
    end: (...args) => {
      if (response.headersSent) begin(onWhole);
      isEnding = true;
      try {
        const result = end?.apply(response, args);
        begin(onWhole); // HTTP/2 makes the head of an answer without writeHead
        return result;
      } finally {
        isEnding = false;
      }
    },
  };
  Object.assign(response, watched);
}

type Method = (this: unknown, ...args: unknown[]) => unknown;
