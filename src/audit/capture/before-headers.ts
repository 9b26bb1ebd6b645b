import type { ServerResponse } from 'node:http';

/**
 * Calls back once, when the answer is about to be sent: its status is known, its first byte has not left yet. Every
 * way to answer goes through `writeHead`, also `end()` and `write()` without it; the interim answers (1xx) do not.
 */
export function beforeHeaders(response: ServerResponse, onHeaders: (statusCode: number) => void): void {
  const writeHead = response.writeHead.bind(response);
  response.writeHead = (...args: unknown[]): ServerResponse => {
    response.writeHead = writeHead;
    onHeaders(typeof args[0] === 'number' ? args[0] : response.statusCode);
    return (writeHead as (...all: unknown[]) => ServerResponse)(...args);
  };
}
