import { setTimeout as pause } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { AuditLog, type AuditModuleOptions, AuditService } from '../../src/audit/index.ts';
import { createEndingsApp, type EndingsApp, type EndingsOptions } from '../fixture/endings-app.ts';
import { type Platform, PLATFORMS } from '../fixture/shop-app.ts';
import { type EndingEntry, entryOf, expectedEntries, type ExpectedEntry } from './ending-entry.ts';
import { get, RawConnection, type WireRequest } from './raw-connection.ts';

/** One row of the law: what is sent, and the entry that there has to be. */
export type Ending = readonly [
  when: string,
  /** What was sent is waited for, and followed by a request that shows whether the connection is still open. */
  send: WireRequest | ((visit: Visit) => Promise<void>),
  /** Of what was sent last; a list is of all that was sent, in this order. */
  entry: Expected | Readonly<Record<Platform, Expected>>,
];
type Expected = ExpectedEntry | readonly ExpectedEntry[];

export interface EndingsLaw extends Pick<EndingsOptions, 'prepare'> {
  /** @default all */
  readonly platforms?: readonly Platform[];
  /** @default that the outcome of what is abandoned is not waited for */
  readonly options?: AuditModuleOptions;
  /** Whether the entry is there before the client has the answer. */
  readonly isRecordedBeforeAnswer?: boolean;
}

/** How long an entry is waited for that does not come. */
const PATIENCE_MS = 8_000;
/** Whatever would be recorded again after a while is recorded again at once. */
const AT_ONCE: AuditModuleOptions = { abortGraceMs: 0 };
const PROBE = get('/endings/probe', { Connection: 'close' });

/** A client of one application, whose requests carry a mark by which their entries are found. */
export class Visit {
  readonly endings: EndingsApp;
  readonly connection: RawConnection;
  readonly #mark: string;
  readonly #sent: WireRequest[] = [];

  private constructor(endings: EndingsApp, { connection, mark }: { connection: RawConnection; mark: string }) {
    this.endings = endings;
    this.connection = connection;
    this.#mark = mark;
  }

  static async begin(endings: EndingsApp, mark: string): Promise<Visit> {
    endings.gate.close();
    return new Visit(endings, { connection: await RawConnection.open(endings.port), mark });
  }

  get sent(): readonly WireRequest[] {
    return this.#sent;
  }

  /** Several are sent in one piece. */
  send(...requests: readonly WireRequest[]): void {
    const marked = requests.map((request) => ({
      ...request,
      headers: { ...request.headers, 'User-Agent': this.#mark },
    }));
    this.#sent.push(...marked);
    this.connection.send(...marked);
  }

  /** The client goes, and the server has noticed. */
  async leave(how: 'leave' | 'reset' = 'leave'): Promise<void> {
    this.connection[how]();
    await this.endings.quiet();
  }

  /** Entries of what was sent: at least so many, but for those that do not come. */
  async entries(atLeast: number): Promise<AuditLog[]> {
    const until = Date.now() + PATIENCE_MS;
    let entries = await this.stored();
    while (entries.length < atLeast && Date.now() < until) {
      await pause(10);
      entries = await this.stored();
    }
    return entries;
  }

  /** Entries that there are by now; none where the application has no audit log. */
  async stored(): Promise<AuditLog[]> {
    const { app, isAudited } = this.endings;
    if (!isAudited) return [];
    await app.get(AuditService).flush();
    const where = { userAgent: this.#mark };
    return app
      .get(DataSource)
      .getRepository(AuditLog)
      .find({ where, order: { timestamp: 'ASC', id: 'ASC' } });
  }
}

/** Holds both platforms to the law: one entry for each request, and the same bytes as without the audit log. */
export function describeEndings(title: string, endings: readonly Ending[], law: EndingsLaw = {}): void {
  describe.each(law.platforms ?? PLATFORMS)(`${title} on %s`, (platform) => {
    const checked: { readonly visit: Visit; readonly count: number }[] = [];
    let begun = 0;
    let audited: EndingsApp;
    let bare: EndingsApp;
    beforeAll(async () => {
      audited = await createEndingsApp(platform, { prepare: law.prepare, audit: law.options ?? AT_ONCE });
      bare = await createEndingsApp(platform, { prepare: law.prepare, audit: undefined });
    });
    afterAll(() => Promise.all([audited.close(), bare.close()]));

    it.each(endings)('should leave one entry and the same answer for %s', async (_when, send, either) => {
      const visit = await Visit.begin(audited, `ending-${(begun += 1)}`);
      await run(visit, send, async () => {
        if (law.isRecordedBeforeAnswer === true) expect(await visit.stored()).not.toEqual([]);
      });
      const wanted = wantedOf(visit, 'express' in either ? either[platform] : either);
      const entries = inOrder((await visit.entries(wanted.length)).map(entryOf));
      checked.push({ visit, count: entries.length });
      expect(entries).toEqual(wanted);
      const bareVisit = await Visit.begin(bare, 'bare');
      await run(bareVisit, send);
      expect(transcriptOf(visit)).toBe(transcriptOf(bareVisit));
    });

    it('should leave no further entry for any of them', async () => {
      for (const { visit, count } of checked) expect(await visit.stored()).toHaveLength(count);
    });
  });
}

function wantedOf({ sent }: Visit, expected: Expected): readonly EndingEntry[] {
  const all = Array.isArray(expected) ? (expected as readonly ExpectedEntry[]) : [expected as ExpectedEntry];
  return inOrder(all.flatMap((each, place) => expectedEntries(each, sent.at(place - all.length)!)));
}

/** The entries of one moment have no order of their own. */
function inOrder(entries: readonly EndingEntry[]): readonly EndingEntry[] {
  return entries.toSorted((one, other) => (one.http?.path ?? '').localeCompare(other.http?.path ?? ''));
}

/** From the first byte to the end of the connection on both sides. */
async function run(visit: Visit, send: Ending[1], onAnswer?: () => Promise<void>): Promise<void> {
  const { connection, endings } = visit;
  if (typeof send === 'function') await send(visit);
  else visit.send(send);
  await connection.answered();
  await onAnswer?.();
  connection.send(PROBE);
  await connection.closed();
  await endings.quiet();
}

/** All that the client got, without what differs by nature. */
function transcriptOf({ connection }: Visit): string {
  return connection.received.replaceAll(/^(date|x-ratelimit-reset|retry-after): .*$/gim, '$1: …');
}
