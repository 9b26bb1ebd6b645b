import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { AUDIT_SETTINGS, type AuditSettings } from '../../audit.options.ts';
import type { AuditLogsFilterDto } from '../audit-logs-query.dto.ts';
import { CursorKey } from '../cursor-key.ts';
import { selectionOf } from '../selection-of.ts';
import { type LogScope, within } from '../selection/log-scope.ts';
import { LiveFeed } from './live-feed.ts';
import { LiveSlots } from './live-slots.ts';
import { LiveStream } from './live-stream.ts';
import { decodePosition } from './log-position.ts';

/** Who follows the log, and from where. */
export interface LiveReader {
  readonly scope: LogScope;
  /** Tells users apart. */
  readonly user: string;
  /** The id of the last event that an earlier stream has given. */
  readonly lastEventId: string | undefined;
}

/** Opens streams of what is stored in the log. */
@Injectable()
export class LiveService {
  readonly #feed: LiveFeed;
  readonly #key: CursorKey;
  readonly #slots: LiveSlots;
  readonly #settings: AuditSettings;

  constructor(
    @Inject(LiveFeed) feed: LiveFeed,
    @Inject(CursorKey) key: CursorKey,
    @Inject(AUDIT_SETTINGS) settings: AuditSettings,
  ) {
    this.#feed = feed;
    this.#key = key;
    this.#slots = new LiveSlots(settings.live);
    this.#settings = settings;
  }

  /**
   * The events of a stream, which has begun.
   * @throws {AuditError} AUDIT_QUERY_INVALID, AUDIT_LIVE_BUSY, AUDIT_LIVE_TOO_MANY, AUDIT_READING_BUSY
   */
  async open(filters: AuditLogsFilterDto, { scope, user, lastEventId }: LiveReader): Promise<Readable> {
    const selection = within(selectionOf(filters, this.#settings.clock()), scope);
    const free = this.#slots.take(user);
    try {
      const position = lastEventId === undefined ? undefined : decodePosition(lastEventId, await this.#key.value());
      const stream = new LiveStream({ selection, position, lifetimeMs: this.#settings.live.lifetimeMs });
      stream.content.once('close', free);
      await this.#feed.open(stream).catch((error: unknown) => {
        stream.content.destroy();
        throw error;
      });
      return stream.content;
    } catch (error) {
      free();
      throw error;
    }
  }
}
