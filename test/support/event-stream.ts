import { get, type IncomingMessage } from 'node:http';
import { until } from './until.ts';

/** One event as a browser tells it. */
export interface StreamEvent {
  readonly id: string;
  readonly event: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A client of a stream of events, as browsers read them. */
export class EventStream {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly events: StreamEvent[] = [];
  /** All that came, as it came. */
  text = '';
  /** Where a browser would go on from. */
  lastEventId = '';
  /** Whether the server has ended it in good order; undefined while it goes on. */
  isWhole: boolean | undefined;
  readonly #answer: IncomingMessage;
  #rest = '';

  private constructor(answer: IncomingMessage) {
    this.#answer = answer;
    this.status = answer.statusCode!;
    this.headers = answer.headers;
    answer.setEncoding('utf8').on('data', (chunk: string) => this.#read(chunk));
    answer.on('error', () => undefined);
    answer.once('close', () => (this.isWhole = answer.complete));
  }

  static open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventStream> {
    return new Promise((resolve, reject) => {
      get(url, { headers, agent: false }, (answer) => resolve(new EventStream(answer))).once('error', reject);
    });
  }

  /** The entries that have come. */
  get entries(): readonly Readonly<Record<string, unknown>>[] {
    return this.events.filter(({ event }) => event === 'entry').map(({ body }) => body);
  }

  get descriptions(): readonly string[] {
    return this.entries.map(({ description }) => String(description));
  }

  /** Waits until so many entries have come. */
  async has(count: number): Promise<void> {
    await until(`${count} entries`, () => this.entries.length >= count).catch((error: unknown) => {
      throw new Error(`Only ${JSON.stringify(this.descriptions)} came.`, { cause: error });
    });
  }

  /** Waits until it has ended. */
  async ended(): Promise<void> {
    await until('the stream has ended', () => this.isWhole !== undefined);
  }

  /** Takes nothing more until {@link resume}. */
  pause(): void {
    this.#answer.pause();
  }

  resume(): void {
    this.#answer.resume();
  }

  close(): void {
    this.#answer.destroy();
  }

  #read(chunk: string): void {
    this.text += chunk;
    const blocks = (this.#rest + chunk).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) this.#take(block);
  }

  #take(block: string): void {
    const fields = block
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]);
    const { id, event = 'message', data } = Object.fromEntries(fields) as Record<string, string | undefined>;
    if (id !== undefined) this.lastEventId = id;
    if (data === undefined) return;
    this.events.push({ id: this.lastEventId, event, body: JSON.parse(data) as StreamEvent['body'] });
  }
}
