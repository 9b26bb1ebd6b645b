import type { Socket } from 'node:net';

/** Node's own ends of a request that takes too long to arrive. */
const TIMEOUT_CODES = ['ERR_HTTP_REQUEST_TIMEOUT', 'ERR_HTTP_SOCKET_TIMEOUT'];

/**
 * A client's connection, with the requests on it that are not recorded yet. One listener for all of them: many requests
 * come on one connection, and of pipelined ones Node tells only the first that the connection is over.
 */
export class Connection {
  static readonly #known = new WeakMap<Socket, Connection>();
  readonly #socket: Socket;
  readonly #onClose = new Set<() => void>();
  #isTimedOut = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    // At the socket: who listens at the server, the request or the answer tells Node to leave the connection to him.
    socket.prependListener('timeout', () => (this.#isTimedOut = true));
    socket.once('close', () => {
      for (const tell of this.#onClose) tell();
      this.#onClose.clear();
    });
  }

  /** The connection of a socket; undefined where there is no real one (`inject()`, serverless). */
  static of(socket: Socket | undefined | null): Connection | undefined {
    if (typeof socket?.prependListener !== 'function') return undefined;
    const known = Connection.#known.get(socket);
    if (known !== undefined) return known;
    const connection = new Connection(socket);
    Connection.#known.set(socket, connection);
    return connection;
  }

  get isOver(): boolean {
    return this.#socket.destroyed;
  }

  /** Whether the server has ended it for taking too long. */
  get isTimedOut(): boolean {
    const code = (this.#socket.errored as { readonly code?: unknown } | null | undefined)?.code;
    return this.#isTimedOut || TIMEOUT_CODES.includes(String(code));
  }

  /** Calls back when the connection is over, until {@link forget}. */
  whenOver(tell: () => void): void {
    this.#onClose.add(tell);
  }

  forget(tell: () => void): void {
    this.#onClose.delete(tell);
  }
}
