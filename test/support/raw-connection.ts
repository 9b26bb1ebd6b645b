import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** One request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** @default '1.1' */
  readonly version?: '1.0' | '1.1';
}

export function get(path: string, headers: WireRequest['headers'] = {}): WireRequest {
  return { method: 'GET', path, headers, body: '' };
}

export function head(path: string): WireRequest {
  return { ...get(path), method: 'HEAD' };
}

export function remove(path: string): WireRequest {
  return { ...get(path), method: 'DELETE' };
}

export function options(path: string, headers: WireRequest['headers'] = {}): WireRequest {
  return { ...get(path, headers), method: 'OPTIONS' };
}

/** Sends JSON unless the headers say something else. */
export function post(path: string, body: string, headers: WireRequest['headers'] = {}): WireRequest {
  return {
    method: 'POST',
    path,
    headers: { 'Content-Type': 'application/json', 'Content-Length': `${Buffer.byteLength(body)}`, ...headers },
    body,
  };
}

function wireText({ method, path, headers, body, version = '1.1' }: WireRequest): string {
  const lines = Object.entries({ Host: 'endings', ...headers }).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${path} HTTP/${version}`, ...lines, '', body].join('\r\n');
}

/** A client that hides nothing: every byte that the server sends, and when it closes. */
export class RawConnection {
  readonly #socket: Socket;
  readonly #events = new EventEmitter();
  readonly #methods: string[] = [];
  #received = '';
  #isClosed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#received += text;
      this.#events.emit('progress');
    });
    socket.on('error', () => undefined); // a reset is a way to close
    socket.on('close', () => {
      this.#isClosed = true;
      this.#events.emit('progress');
    });
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect({ port, host: '127.0.0.1' });
    const connection = new RawConnection(socket);
    await once(socket, 'connect');
    return connection;
  }

  /** Every byte so far, one character each. */
  get received(): string {
    return this.#received;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Several are sent in one piece. */
  send(...requests: readonly WireRequest[]): void {
    this.#methods.push(...requests.map(({ method }) => method));
    this.write(requests.map(wireText).join(''));
  }

  write(text: string): void {
    if (!this.#isClosed) this.#socket.write(text, 'latin1');
  }

  /** Resolves when every request has its whole answer, or when the connection is closed. */
  answered(): Promise<void> {
    return this.#until(() => countAnswers(this.#received, this.#methods) >= this.#methods.length);
  }

  /** Resolves when this text has arrived, or when the connection is closed. */
  arrived(text: string): Promise<void> {
    return this.#until(() => this.#received.includes(text));
  }

  closed(): Promise<void> {
    return this.#until(() => false);
  }

  /** Reads nothing more, so that the server can't get rid of what it has to say. */
  pause(): void {
    this.#socket.pause();
  }

  /** Says that nothing more will be sent; goes on reading. */
  finish(): void {
    this.#socket.end();
  }

  leave(): void {
    this.#socket.destroy();
  }

  /** Leaves without a goodbye, as a program that was killed does. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  async #until(isReached: () => boolean): Promise<void> {
    while (!isReached() && !this.#isClosed) await once(this.#events, 'progress');
  }
}

/** How many whole answers these bytes hold; interim ones (1xx) are none. */
function countAnswers(bytes: string, methods: readonly string[]): number {
  let count = 0;
  let at = 0;
  for (;;) {
    const headEnd = bytes.indexOf('\r\n\r\n', at);
    if (headEnd < 0) return count;
    const lines = bytes.slice(at, headEnd);
    const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(lines)?.[1]);
    const isInterim = status < 200;
    const end = isInterim ? headEnd + 4 : bodyEnd(bytes, { lines, at: headEnd + 4, method: methods[count], status });
    if (end === undefined || end > bytes.length) return count;
    if (!isInterim) count += 1;
    at = end;
  }
}

interface BodyStart {
  /** The status line and the headers. */
  readonly lines: string;
  readonly at: number;
  readonly method: string | undefined;
  readonly status: number;
}

/** Where the body ends; undefined while that is not known, or known only from the end of the connection. */
function bodyEnd(bytes: string, { lines, at, method, status }: BodyStart): number | undefined {
  if (method === 'HEAD' || status === 204 || status === 304) return at;
  if (/\r\ntransfer-encoding: chunked/i.test(lines)) return chunksEnd(bytes, at);
  const length = /\r\ncontent-length: (\d+)/i.exec(lines)?.[1];
  return length === undefined ? undefined : at + Number(length);
}

function chunksEnd(bytes: string, start: number): number | undefined {
  let at = start;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.slice(at, lineEnd), 16);
    if (size === 0) {
      if (bytes.startsWith('\r\n', lineEnd + 2)) return lineEnd + 4;
      const trailersEnd = bytes.indexOf('\r\n\r\n', lineEnd);
      return trailersEnd < 0 ? undefined : trailersEnd + 4;
    }
    at = lineEnd + 2 + size + 2;
  }
}
