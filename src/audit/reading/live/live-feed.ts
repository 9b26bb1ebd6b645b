import { AsyncResource } from 'node:async_hooks';
import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { AuditError } from '../../audit.errors.ts';
import { AUDIT_SETTINGS, type AuditSettings } from '../../audit.options.ts';
import { CursorKey } from '../cursor-key.ts';
import { type ArrivedEntry, ArrivalsRepository, type LogMoment, PAGE_ROWS } from './arrivals.repository.ts';
import { entryEvent, type LiveStream } from './live-stream.ts';
import { encodePosition, type LogPosition, positionAt, PositionWalk } from './log-position.ts';
import type { LogSnapshot } from './log-snapshot.ts';

/** What a client has missed is made up for when it is not older than this, in milliseconds; else the list has it. */
const LONGEST_HOLE_MS = 3_600_000;

/** Longest wait of a stop for the look that is under way, and for clients to hear of it, in milliseconds. */
const LAST_MS = 200;

/** Streams that have come equally far: one look is for all of them. */
interface Group {
  readonly position: LogPosition | undefined;
  readonly streams: readonly LiveStream[];
}

/** What a look has found for a group. */
interface Found {
  readonly streams: readonly LiveStream[];
  readonly from: LogPosition;
  readonly arrived: readonly ArrivedEntry[];
  readonly next: LogPosition;
  readonly snapshot: LogSnapshot;
}

/**
 * Looks for what has become visible in the log, whoever has written it, for all streams of this process together and only
 * while there are any. When the database is away the streams wait; nothing is skipped.
 */
@Injectable()
export class LiveFeed implements BeforeApplicationShutdown {
  readonly #logger = new Logger(LiveFeed.name);
  readonly #arrivals: ArrivalsRepository;
  readonly #key: CursorKey;
  readonly #pollMs: number;
  readonly #streams = new Set<LiveStream>();
  /** Told how it went when a stream has begun. */
  readonly #opening = new Map<
    LiveStream,
    { readonly resolve: () => void; readonly reject: (error: unknown) => void }
  >();
  /** Looking belongs to no request, though one may begin it. */
  readonly #outside = new AsyncResource(LiveFeed.name);
  #looking: Promise<void> | undefined;
  #wake: () => void = () => undefined;
  #isStopping = false;

  constructor(
    @Inject(ArrivalsRepository) arrivals: ArrivalsRepository,
    @Inject(CursorKey) key: CursorKey,
    @Inject(AUDIT_SETTINGS) { live }: AuditSettings,
  ) {
    this.#arrivals = arrivals;
    this.#key = key;
    this.#pollMs = live.pollMs;
  }

  /**
   * Feeds the stream until it is closed. Resolves when it knows where it begins: nothing that is stored from then on is
   * missing in it.
   * @throws {AuditError} AUDIT_LIVE_BUSY when the application stops, AUDIT_READING_BUSY, AUDIT_QUERY_TOO_SLOW
   * @throws whatever the database throws
   */
  open(stream: LiveStream): Promise<void> {
    if (this.#isStopping) return Promise.reject(new AuditError('AUDIT_LIVE_BUSY'));
    stream.content.once('close', () => this.#forget(stream));
    const begun = new Promise<void>((resolve, reject) => this.#opening.set(stream, { resolve, reject }));
    this.#streams.add(stream);
    this.#wake();
    this.#looking ??= this.#outside.runInAsyncScope(() => this.#lookOn());
    return begun;
  }

  /** Clients come again, to another process. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    const ended = [...this.#streams].map((stream) => stream.end());
    for (const { reject } of this.#opening.values()) reject(new AuditError('AUDIT_LIVE_BUSY'));
    this.#streams.clear();
    this.#wake();
    await atLatestAfter(LAST_MS, Promise.all([this.#looking, ...ended]));
    this.#arrivals.abandon();
  }

  #forget(stream: LiveStream): void {
    this.#streams.delete(stream);
    this.#opening.delete(stream);
    if (this.#streams.size === 0) this.#wake();
  }

  /** While there are streams. Never throws. */
  async #lookOn(): Promise<void> {
    while (this.#streams.size > 0) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve)); // also by who comes during the look
      const isMore = await this.#look().catch((error: unknown) => this.#failed(error));
      if (!isMore) await atLatestAfter(this.#pollMs, woken);
    }
    this.#looking = undefined;
  }

  /** @returns whether there is more to be had at once */
  async #look(): Promise<boolean> {
    const key = await this.#key.value();
    const id = (position: LogPosition): string => encodePosition(position, key);
    for (const stream of this.#streams) stream.tend(id);
    const waiting = [...this.#streams].filter(({ isFull, content }) => !isFull && !content.destroyed);
    if (waiting.length === 0) return false;
    const found = await this.#arrivals.atOneMoment((moment) => findFor(waiting, moment));
    for (const each of found) this.#deliver(each, id);
    return found.some(({ arrived }) => arrived.length === PAGE_ROWS);
  }

  #deliver({ streams, from, arrived, next, snapshot }: Found, id: (position: LogPosition) => string): void {
    for (const stream of streams) {
      const isResumed = stream.position !== undefined;
      if (!stream.hasBegun || !isResumed) stream.begin(id(from), { isResumed });
    }
    const walk = new PositionWalk(from, snapshot);
    for (const arrival of arrived) {
      walk.pass(arrival);
      if (arrival.selections.length === 0) continue;
      const event = entryEvent(id(walk.here), arrival.entry);
      for (const place of arrival.selections) streams[place]?.send(event);
    }
    for (const stream of streams) {
      stream.position = next;
      this.#opening.get(stream)?.resolve();
      this.#opening.delete(stream);
    }
  }

  /** Those who wait to begin are told; all others wait for the next look. */
  #failed(error: unknown): false {
    this.#logger.debug(`The log could not be looked at; next try in ${this.#pollMs} ms: ${String(error)}`);
    for (const [stream, { reject }] of this.#opening) {
      reject(error);
      this.#streams.delete(stream);
    }
    this.#opening.clear();
    return false;
  }
}

/** Those who are up to date by the end of it have all come equally far: to this moment. */
async function findFor(streams: readonly LiveStream[], moment: LogMoment): Promise<readonly Found[]> {
  const { snapshot } = moment;
  const found: Found[] = [];
  let upToDate: LogPosition | undefined;
  for (const group of groupsOf(streams, snapshot)) {
    if (group.position === undefined) {
      upToDate ??= positionAt(snapshot, await moment.visible());
      found.push({ ...group, from: upToDate, arrived: [], next: upToDate, snapshot });
      continue;
    }
    const selections = group.streams.map(({ selection }) => selection);
    const arrived = await moment.ahead(group.position, selections);
    const walk = new PositionWalk(group.position, snapshot);
    for (const arrival of arrived) walk.pass(arrival);
    if (arrived.length < PAGE_ROWS) upToDate ??= walk.end;
    const next = arrived.length < PAGE_ROWS ? (upToDate ?? walk.end) : walk.here;
    found.push({ ...group, from: group.position, arrived, next, snapshot });
  }
  return found;
}

/** Those that begin now come last, and join those that are up to date then. */
function groupsOf(streams: readonly LiveStream[], snapshot: LogSnapshot): readonly Group[] {
  const groups = new Map<LogPosition | undefined, LiveStream[]>();
  for (const stream of streams) {
    if (!canGoOn(stream, snapshot)) stream.position = undefined;
    const group = groups.get(stream.position);
    if (group === undefined) groups.set(stream.position, [stream]);
    else group.push(stream);
  }
  return [...groups]
    .map(([position, members]) => ({ position, streams: members }))
    .toSorted((a, b) => Number(a.position === undefined) - Number(b.position === undefined));
}

/** Not from too long ago, nor from what a database that was set back does not know any more. */
function canGoOn({ position, hasBegun }: LiveStream, { xmax, at }: LogSnapshot): boolean {
  if (position === undefined || position.floor > xmax) return false;
  return hasBegun || position.since >= at - LONGEST_HOLE_MS;
}

async function atLatestAfter(ms: number, woken: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([passed, woken]);
  clearTimeout(timer);
}
