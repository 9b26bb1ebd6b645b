import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

const watched = new WeakSet<Socket>();
const timedOut = new WeakSet<Socket>();

/** Node's own ends of a request that takes too long to arrive. */
const TIMEOUT_CODES = ['ERR_HTTP_REQUEST_TIMEOUT', 'ERR_HTTP_SOCKET_TIMEOUT'];

/**
 * Notes when the server gives up on this request's connection. It listens at the socket, not at the server, the request
 * or the answer: those who listen there tell Node that they end the connection themselves.
 */
export function watchTimeout({ socket }: IncomingMessage): void {
  if (socket === undefined || socket === null || watched.has(socket) || typeof socket.on !== 'function') return;
  watched.add(socket);
  socket.prependListener('timeout', () => timedOut.add(socket));
}

/** Whether the server has ended the request's connection for taking too long. */
export function isTimedOut({ socket }: IncomingMessage): boolean {
  if (socket === undefined || socket === null) return false;
  const code = (socket.errored as { readonly code?: unknown } | null | undefined)?.code;
  return timedOut.has(socket) || TIMEOUT_CODES.includes(String(code));
}
