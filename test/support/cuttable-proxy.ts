import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** Stands between a program and its database, so that a test can take the database away. */
export interface CuttableProxy {
  /** The database's address through the proxy. */
  readonly url: string;
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  /** Keeps every connection and lets nothing more through. */
  freeze(): void;
  /** From now on whatever goes through takes so much longer, each way; what is on its way already takes its time. */
  delay(ms: number): void;
  /** Breaks every connection without a goodbye (RST); new ones work. */
  reset(): void;
  /** Ends every connection on the side of the database only: the program's side stays open, and nobody hears it. New ones work. */
  halfOpen(): void;
}

interface Pair {
  readonly incoming: Socket;
  readonly outgoing: Socket;
  isHalfOpen: boolean;
}

export async function createCuttableProxy(databaseUrl: string): Promise<CuttableProxy> {
  const target = new URL(databaseUrl);
  const pairs = new Set<Pair>();
  let delayMs = 0;
  const slow = (): Transform =>
    new Transform({
      transform: (chunk, _encoding, done) => {
        if (delayMs === 0) done(null, chunk);
        else setTimeout(() => done(null, chunk), delayMs);
      },
    });
  const server: Server = createServer((incoming) => {
    const pair: Pair = { incoming, outgoing: connect(Number(target.port), target.hostname), isHalfOpen: false };
    pairs.add(pair);
    for (const [socket, other] of [
      [incoming, pair.outgoing],
      [pair.outgoing, incoming],
    ] as const) {
      const end = (): void => {
        if (pair.isHalfOpen && other === incoming) return;
        pairs.delete(pair);
        other.destroy();
      };
      socket.on('error', end).on('close', end);
      socket.pipe(slow()).pipe(other);
    }
  });
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const sockets = (): Socket[] => [...pairs].flatMap(({ incoming, outgoing }) => [incoming, outgoing]);
  const port = await listen(0);
  const url = new URL(databaseUrl);
  url.port = String(port);
  return {
    url: url.href,
    cut: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets()) socket.destroy();
      await closed;
    },
    restore: async () => void (await listen(port)),
    freeze: () => {
      for (const socket of sockets()) socket.unpipe().pause();
    },
    delay: (ms) => {
      delayMs = ms;
    },
    reset: () => {
      for (const socket of sockets()) socket.resetAndDestroy();
    },
    halfOpen: () => {
      for (const pair of pairs) {
        pair.isHalfOpen = true;
        pair.incoming.unpipe().resume(); // what the program says is heard by nobody
        pair.outgoing.unpipe().destroy();
      }
    },
  };
}
