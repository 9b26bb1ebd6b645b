import { randomUUID } from 'node:crypto';
import { Agent, type IncomingMessage, request as send } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { DeliveryStatus } from './delivery-process.ts';
import { until } from './until.ts';

/** One kind of request. */
export interface LoadRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
}

/** A request that was sent, and what is known of it. */
export interface SentRequest {
  /** Its `X-Request-Id`. */
  readonly id: string;
  readonly path: string;
  /** Of the answer, as soon as its head is there; undefined as long as there is none, and for ever when there never was one. */
  status?: number;
  /** How long it took until then. */
  ms?: number;
}

const ORDER = { method: 'POST', path: '/orders', body: { item: 'a chair', count: 4 } } as const;
const ROLE = { method: 'POST', path: '/roles', body: { name: 'keeper' } } as const;
const STATUS = { method: 'GET', path: '/status' } as const;

/** Something of all that there is: changes, plain reading, what fails, what is critical, and a look at how the log is. */
export const MIXED: readonly LoadRequest[] = [
  ORDER,
  { method: 'GET', path: '/orders/7' },
  ORDER,
  ROLE,
  STATUS,
  ORDER,
  { method: 'GET', path: '/orders/none' },
  ORDER,
  { method: 'GET', path: '/orders/8' },
];

/** Its answers while nothing is wrong with the log. */
export const WELL_ANSWERED = [
  '/orders 201',
  '/orders/7 200',
  '/orders/8 200',
  '/orders/none 404',
  '/roles 201',
  '/status 200',
];

export interface LoadOptions {
  /** Sent one after the other, again and again. @default MIXED */
  readonly requests?: readonly LoadRequest[];
  /** @default 8 */
  readonly connections?: number;
  /** At most so many requests each second. @default as many as are answered */
  readonly perSecond?: number;
}

/**
 * Sends requests over connections that are kept, each with an id of its own, and remembers what became of every one. It
 * goes on when the process that it is aimed at is gone, as soon as there is another one.
 */
export class Load {
  readonly sent: SentRequest[] = [];
  /** What the log has said about itself, all along; and the ids of the requests for that, which have no entry. */
  readonly statuses: DeliveryStatus[] = [];
  readonly unrecorded = new Set<string>();
  readonly #options: Required<LoadOptions>;
  #agent: Agent;
  #ports: readonly number[] = [];
  #isStopped = false;
  #answered = 0;
  #count = 0;
  #dueAt = 0;
  #running: readonly Promise<void>[] = [];

  constructor({ requests = MIXED, connections = 8, perSecond = Infinity }: LoadOptions = {}) {
    this.#options = { requests, connections, perSecond };
    this.#agent = this.#newAgent();
  }

  /** Sends to these ports from now on, in turn, and waits for no answer of others; begins with it at the first time. */
  aim(...ports: readonly number[]): void {
    this.#ports = ports;
    this.#agent.destroy();
    this.#agent = this.#newAgent();
    if (this.#running.length > 0) return;
    this.#running = Array.from({ length: this.#options.connections }, () => this.#send());
  }

  /** How many requests were answered. */
  get answered(): number {
    return this.#answered;
  }

  /** Which answers there were: path and status. */
  get kinds(): readonly string[] {
    return [
      ...new Set(this.sent.flatMap(({ path, status }) => (status === undefined ? [] : `${path} ${status}`))),
    ].toSorted();
  }

  /** Resolves when so many more were answered. */
  async answers(count: number, within?: { readonly withinMs: number }): Promise<void> {
    const goal = this.#answered + count;
    await until(`${count} answers`, () => this.#answered >= goal, within);
  }

  /** Sends nothing more; resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#running);
    this.#agent.destroy();
  }

  async #send(): Promise<void> {
    while (!this.#isStopped) {
      await this.#turn();
      const { requests } = this.#options;
      const count = this.#count++;
      const port = this.#ports[count % this.#ports.length];
      const isAnswered = port !== undefined && (await this.#ask(port, requests[count % requests.length]!));
      if (!isAnswered) await pause(1); // whoever is there next is not there yet
    }
  }

  /** Ends in the midst of it. */
  abandon(): void {
    this.#isStopped = true;
    this.#agent.destroy();
  }

  #newAgent(): Agent {
    return new Agent({ keepAlive: true, maxSockets: this.#options.connections });
  }

  /** Waits until another request is due. */
  async #turn(): Promise<void> {
    const { perSecond } = this.#options;
    if (perSecond === Infinity) return;
    const now = performance.now();
    this.#dueAt = Math.max(this.#dueAt, now - 1_000) + 1_000 / perSecond;
    if (this.#dueAt > now) await pause(this.#dueAt - now);
  }

  /** @returns whether there was an answer */
  async #ask(port: number, { method, path, body }: LoadRequest): Promise<boolean> {
    const sent: SentRequest = { id: randomUUID(), path };
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      'x-request-id': sent.id,
      ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    };
    const sentAt = performance.now();
    try {
      const answer = await new Promise<IncomingMessage>((answered, broken) => {
        const request = send({ host: '127.0.0.1', port, method, path, headers, agent: this.#agent });
        request.on('response', answered).on('error', broken).end(text);
      });
      sent.status = answer.statusCode!;
      sent.ms = performance.now() - sentAt;
      this.sent.push(sent);
      this.#answered += 1;
      const isStatus = path === STATUS.path && sent.status === 200;
      if (isStatus) this.unrecorded.add(sent.id);
      const parts: Buffer[] = [];
      for await (const part of answer) parts.push(part as Buffer);
      if (isStatus) this.statuses.push(JSON.parse(Buffer.concat(parts).toString()) as DeliveryStatus);
      return true;
    } catch (error) {
      const hasArrived = (error as NodeJS.ErrnoException).code !== 'ECONNREFUSED';
      if (hasArrived && sent.status === undefined) this.sent.push(sent); // perhaps, as far as anybody knows
      return false; // the process is gone, or its connection
    }
  }
}

/** Makes loads; those that go on are ended after each test of the file. */
export function loads(): (options?: LoadOptions) => Load {
  const made: Load[] = [];
  afterEach(() => made.splice(0).forEach((load) => load.abandon()));
  return (options) => {
    const load = new Load(options);
    made.push(load);
    return load;
  };
}
