import { once } from 'node:events';
import { connect } from 'node:net';

const BODY = JSON.stringify({ name: 'an item', amount: 1250, tags: ['new', 'for the shelf'], note: 'to be checked' });

/** What is sent to the routes below a path: the requests of numbers 0, 1, 2 … Seven of ten read, three write. */
export function requestsOf(path) {
  const get = `GET /${path}/7?page=2 HTTP/1.1\r\nHost: bench\r\nUser-Agent: bench\r\n\r\n`;
  const head = `POST /${path} HTTP/1.1\r\nHost: bench\r\nUser-Agent: bench\r\nContent-Type: application/json\r\n`;
  const post = `${head}Content-Length: ${BODY.length}\r\n\r\n${BODY}`;
  return (number) => ((number * 3) % 10 < 3 ? post : get);
}

/** A connection that is kept open and has one request at a time. */
export class Connection {
  #socket;
  #answered;
  #isClosed = false;

  static async open(port) {
    const connection = new Connection();
    connection.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(connection.#socket, 'connect');
    connection.#socket.on('data', (chunk) => connection.#take(chunk));
    connection.#socket.on('close', () => connection.#lost());
    return connection;
  }

  /** @param answered called when the answer is there */
  send(request, answered) {
    this.#answered = answered;
    this.#socket.write(request);
  }

  close() {
    this.#isClosed = true;
    this.#socket.destroy();
  }

  #lost() {
    if (!this.#isClosed) throw new Error('The server has ended a connection.');
  }

  #take(chunk) {
    const begin = chunk.toString('latin1', 0, 12);
    if (begin !== 'HTTP/1.1 200' && begin !== 'HTTP/1.1 201') throw new Error(chunk.toString());
    this.#answered();
  }
}
