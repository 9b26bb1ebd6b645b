import type { ServerResponse } from 'node:http';

/**
 * Calls back when an answer is over. From the eleventh listener on Node warns of a leak, and Fastify, Nest and a plugin
 * together have ten of them on what is streamed to a client who has left already: who listens too brings a place along.
 */
export function whenClosed(response: ServerResponse, tell: () => void): void {
  const most = response.getMaxListeners();
  if (most > 0) response.setMaxListeners(most + 1); // 0 is no limit
  response.once('close', tell);
}
