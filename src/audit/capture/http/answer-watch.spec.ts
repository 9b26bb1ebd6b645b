import { once } from 'node:events';
import { createServer, get, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { watchAnswer } from './answer-watch.ts';

describe('watchAnswer', () => {
  let server: Server;
  beforeEach(async () => {
    server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    server.close();
    await once(server, 'close');
  });

  /** Answers one request; gives what was told, how much had been sent by then, and what the client got. */
  async function answered(answer: (response: ServerResponse) => void) {
    const told: { readonly how: string; readonly statusCode: number; readonly bytesSent: number | undefined }[] = [];
    server.once('request', (_request, response: ServerResponse) => {
      const before = response.socket?.bytesWritten ?? 0;
      const tell = (how: string) => (statusCode: number) =>
        void told.push({ how, statusCode, bytesSent: (response.socket?.bytesWritten ?? 0) - before });
      watchAnswer(response, { onWhole: tell('whole'), onStream: tell('stream') });
      answer(response);
    });
    const { port } = server.address() as AddressInfo;
    const got = await fetch(`http://127.0.0.1:${port}`, { headers: { connection: 'close' } });
    return { told, status: got.status, headers: got.headers, body: await got.text() };
  }

  it.each<[what: string, answer: (response: ServerResponse) => void, statusCode: number]>([
    ['end() alone', (response) => response.end('body'), 200],
    ['write() and end()', (response) => void (response.write('bo'), response.end('dy')), 200],
    ['a status that is set', (response) => Object.assign(response, { statusCode: 404 }).end('body'), 404],
    ['writeHead()', (response) => response.writeHead(201).end('body'), 201],
    [
      'writeHead() with a reason and headers',
      (response) => response.writeHead(409, 'No', { 'x-a': '1' }).end('body'),
      409,
    ],
    ['writeHead() with a status as text', (response) => response.writeHead('410' as never).end('body'), 410],
    ['writeHead() after another status was set', (response) => Object.assign(response, { statusCode: 500 }).writeHead(202).end('body'), 202], // prettier-ignore
    ['flushHeaders()', (response) => void (response.flushHeaders(), response.end('body')), 200],
    ['an interim answer before', (response) => void (response.writeProcessing(), response.end('body')), 200],
  ])('should tell the status once for %s', async (_what, answer, statusCode) => {
    const { told, status, body } = await answered(answer);
    expect(told.map((each) => each.statusCode)).toEqual([statusCode]);
    expect({ status, body }).toEqual({ status: statusCode, body: 'body' });
  });

  it.each<[what: string, answer: (response: ServerResponse) => void]>([
    ['end()', (response) => response.end('body')],
    ['writeHead() and end()', (response) => response.writeHead(200).end('body')],
  ])('should tell of a whole answer by %s before its first byte has left', async (_what, answer) => {
    const { told } = await answered(answer);
    expect(told).toEqual([{ how: 'whole', statusCode: 200, bytesSent: 0 }]);
  });

  it.each<[what: string, answer: (response: ServerResponse) => void]>([
    ['write()', (response) => void (response.write('bo'), response.end('dy'))],
    ['writeHead() and write()', (response) => void (response.writeHead(200).write('bo'), response.end('dy'))],
    ['flushHeaders()', (response) => void (response.flushHeaders(), response.end('body'))],
    ['pipe()', (response) => void Readable.from(['bo', 'dy']).pipe(response)],
  ])('should tell of an answer in parts by %s', async (_what, answer) => {
    const { told } = await answered(answer);
    expect(told).toMatchObject([{ how: 'stream', statusCode: 200 }]);
  });

  it('should leave headers and chaining as they are', async () => {
    const { headers } = await answered((response) => {
      response.setHeader('x-set', 'set');
      expect(response.writeHead(200, { 'x-given': 'given' })).toBe(response);
      response.end();
    });
    expect([headers.get('x-set'), headers.get('x-given')]).toEqual(['set', 'given']);
  });

  it.each<[what: string, fail: (response: ServerResponse) => void]>([
    ['a status', (response) => response.writeHead(10_000)],
    ['a header', (response) => response.writeHead(200, { 'x-bad': 'two\nlines' })],
  ])('should not take %s that is refused for the answer', async (_what, fail) => {
    const { told, status } = await answered((response) => {
      expect(() => fail(response)).toThrow(/Invalid/);
      response.writeHead(500).end();
    });
    expect([told.map(({ statusCode }) => statusCode), status]).toEqual([[500], 500]);
  });

  it('should tell nothing when there is no answer', async () => {
    let told = false;
    server.once('request', (_request, response: ServerResponse) => {
      const tell = (): void => void (told = true);
      watchAnswer(response, { onWhole: tell, onStream: tell });
      response.destroy();
    });
    const request = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
    await once(request, 'error');
    expect(told).toBe(false);
  });
});
