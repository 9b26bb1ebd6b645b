import type { IncomingMessage } from 'node:http';
import { AppError } from '../problem/app-error.ts';
import { dataUploadsErrors } from './data-uploads.errors.ts';

/** A client that sends nothing for so long has gone, or plays with us. */
const IDLE_MS = 60_000;

/** Longest time for one upload, however steadily it trickles in. */
const WHOLE_MS = 60 * 60 * 1000;

/** How long an upload may take; tests have less time. */
export interface Patience {
  /** @default 60000 */
  readonly idleMs?: number;
  /** @default 3600000 */
  readonly wholeMs?: number;
}

/** How often it is looked whether the client is still there. */
const LOOK_MS = 1_000;

/**
 * Does the work that reads a request, and breaks the request off when it comes too slowly, which the work then meets.
 * Work that waits for a client that has left, because it has not noticed, is not waited for.
 * @throws {AppError} UPLOAD_INCOMPLETE when the client has left
 */
export async function withPatience<T>(
  request: IncomingMessage,
  work: () => Promise<T>,
  { idleMs = IDLE_MS, wholeMs = WHOLE_MS }: Patience = {},
): Promise<T> {
  const startedAt = performance.now();
  let seen = { bytesRead: -1, at: startedAt };
  let looks = 0;
  let timer: NodeJS.Timeout | undefined;
  const left = new Promise<never>((_, reject) => {
    timer = setInterval(
      () => {
        const now = performance.now();
        const { bytesRead } = request.socket;
        if (bytesRead !== seen.bytesRead) seen = { bytesRead, at: now };
        if (now - seen.at >= idleMs || now - startedAt >= wholeMs) request.destroy();
        // The work gets the time of one look to notice by itself.
        looks = request.destroyed && !request.complete ? looks + 1 : 0;
        if (looks > 1) reject(new AppError(dataUploadsErrors.UPLOAD_INCOMPLETE));
      },
      Math.min(LOOK_MS, idleMs / 2),
    ).unref();
  });
  try {
    return await Promise.race([work(), left]);
  } finally {
    clearInterval(timer);
  }
}
