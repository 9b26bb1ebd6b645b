import type { ServerResponse } from 'node:http';

/**
 * Calls back once, when the answer is about to be sent: its status is known, its first byte has not left yet. Every
 * way to answer goes through `writeHead`, also `end()` and `write()` without it; the interim answers (1xx) do not.
 */
export function beforeHeaders(response: ServerResponse, onHeaders: (statusCode: number) => void): void {
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  response.writeHead = (...args: unknown[]): ServerResponse => {
    const written = writeHead(...args); // throws at a wrong status or header: then the answer is still to come
    onHeaders(response.statusCode);
    return written;
  };
}
