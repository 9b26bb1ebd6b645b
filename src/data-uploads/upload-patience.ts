import type { IncomingMessage } from 'node:http';

/** A client that sends nothing for so long has gone, or plays with us. */
const IDLE_MS = 60_000;

/** Longest time for one upload, however steadily it trickles in. */
const WHOLE_MS = 60 * 60 * 1000;

/** How long an upload may take; tests have less time. */
export interface Patience {
  /** From so long on a silent client is cut off, after twice as long for certain. @default 60000 */
  readonly idleMs?: number;
  /** @default 3600000 */
  readonly wholeMs?: number;
}

/** Does the work that reads a request, and breaks the request off when it comes too slowly, which the work then meets. */
export async function withPatience<T>(
  request: IncomingMessage,
  work: () => Promise<T>,
  { idleMs = IDLE_MS, wholeMs = WHOLE_MS }: Patience = {},
): Promise<T> {
  const breakOff = (): void => void request.destroy();
  const whole = setTimeout(breakOff, wholeMs).unref();
  let bytesRead = -1;
  const idle = setInterval(() => {
    if (request.socket.bytesRead === bytesRead) breakOff();
    ({ bytesRead } = request.socket);
  }, idleMs).unref();
  try {
    return await work();
  } finally {
    clearTimeout(whole);
    clearInterval(idle);
  }
}
