import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { finished } from 'node:stream/promises';
import { type Patience, withPatience } from './upload-patience.ts';

let server: Server;
afterEach(() => void server.close());

/** Begins a request and sends the pieces, each when the one before has arrived; gives how its reading ended. */
async function reading(patience: Patience, { pieces, pauseMs }: { pieces: number; pauseMs: number }): Promise<string> {
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const ended = new Promise<string>((end) => {
    server.on('request', (request, response) => {
      request.resume();
      withPatience(request, () => finished(request), patience).then(
        () => end('read'),
        (error: NodeJS.ErrnoException) => end(error.code ?? error.message),
      );
      request.once('end', () => response.end());
    });
  });
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
  client.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n`);
  const timer = setInterval(() => client.write('x'), pauseMs);
  setTimeout(() => clearInterval(timer), pauseMs * pieces + pauseMs / 2);
  const how = await ended;
  clearInterval(timer);
  client.destroy();
  return how;
}

describe('withPatience', () => {
  it('should not wait for work that has not noticed that its client has left', async () => {
    server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
    client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n');
    const [request] = (await once(server, 'request')) as [IncomingMessage];
    const waiting = withPatience(request, () => new Promise(() => undefined), { idleMs: 100 });
    client.destroy();
    await expect(waiting).rejects.toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
  });

  it.each<[what: string, patience: Patience, sent: { pieces: number; pauseMs: number }, how: string]>([
    ['let a slow client finish', { idleMs: 500, wholeMs: 10_000 }, { pieces: 5, pauseMs: 40 }, 'read'],
    ['cut off a silent client', { idleMs: 100, wholeMs: 10_000 }, { pieces: 1, pauseMs: 10 }, 'ECONNRESET'],
    ['cut off an endless client', { idleMs: 5_000, wholeMs: 150 }, { pieces: 4, pauseMs: 100 }, 'ECONNRESET'],
  ])('should %s', async (_what, patience, sent, how) => {
    const ending = await reading(patience, sent);
    const alike = ['ERR_STREAM_PREMATURE_CLOSE', 'UPLOAD_INCOMPLETE'];
    expect([how, ...(how === 'ECONNRESET' ? alike : [])]).toContain(ending);
  });
});
