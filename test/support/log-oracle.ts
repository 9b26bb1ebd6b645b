import { Client } from 'pg';
import type { AuditDeliveryStatus } from '../../src/audit/index.ts';
import type { DeliveryProcess } from './delivery-process.ts';
import { type Load, type SentRequest, WELL_ANSWERED } from './load.ts';
import { until } from './until.ts';

/** What is wrong with a log, as far as whoever has sent the requests can tell. */
export interface Verdict {
  /** Requests that were answered and have no entry. */
  readonly lost: readonly SentRequest[];
  /** Requests that have more than one entry. */
  readonly twice: readonly string[];
  /** Requests whose entry tells of another status than the client has got. */
  readonly wrong: readonly string[];
  /** Entries of requests that the load has not sent, or that should have none. */
  readonly invented: readonly string[];
  /** What the log has said about itself, where captured was not the sum of the rest. */
  readonly unbalanced: readonly AuditDeliveryStatus[];
  /** Numbers of writers that the database does not have, although it has later ones. */
  readonly holes: readonly object[];
  /** How many entries there are beyond those of the batches; below zero, when there are fewer. */
  readonly unbooked: number;
}

export const NOTHING_WRONG: Verdict = {
  lost: [],
  twice: [],
  wrong: [],
  invented: [],
  unbalanced: [],
  holes: [],
  unbooked: 0,
};

/** Rows of one query, over a connection of its own. */
export async function rowsOf<T extends object>(
  databaseUrl: string,
  text: string,
  values: unknown[] = [],
): Promise<T[]> {
  const client = new Client({ connectionString: databaseUrl });
  client.on('error', () => undefined); // the query meets it too
  await client.connect();
  try {
    return (await client.query<T>(text, values)).rows;
  } finally {
    await client.end();
  }
}

interface RequestEntries {
  readonly id: string;
  readonly count: number;
  /** Of the one entry, where there is one; null when it tells of none. */
  readonly status: number | null;
}

/** The entries of requests: others may have the id of the request in which they were made. */
const REQUEST_ENTRIES = `SELECT request_id AS id, count(*)::int AS count, min((metadata->'http'->>'statusCode')::int) AS status
FROM audit_logs WHERE request_id IS NOT NULL AND metadata ? 'http' GROUP BY request_id`;

const HOLES = `SELECT writer_id AS writer, previous + 1 AS first, first_seq - 1 AS last FROM (
  SELECT writer_id, first_seq, coalesce(lag(last_seq) OVER (PARTITION BY writer_id ORDER BY first_seq), 0) AS previous
  FROM audit_log_batches) AS numbers WHERE first_seq <> previous + 1`;

const UNBOOKED = `SELECT ((SELECT count(*) FROM audit_logs) - coalesce(sum(entries), 0))::int AS count FROM audit_log_batches`;

/** Compares what was sent with what is in the log. */
export async function verdictOn(load: Load, databaseUrl: string): Promise<Verdict> {
  const entries = await rowsOf<RequestEntries>(databaseUrl, REQUEST_ENTRIES);
  const found = new Map(entries.map((entry) => [entry.id, entry]));
  const due = load.sent.filter(({ id }) => !load.unrecorded.has(id));
  const sent = new Map(due.map((request) => [request.id, request]));
  const [unbooked] = await rowsOf<{ count: number }>(databaseUrl, UNBOOKED);
  return {
    lost: due.filter(({ id, status }) => status !== undefined && !found.has(id)),
    twice: entries.filter(({ count }) => count > 1).map(({ id }) => id),
    wrong: entries.filter(({ id, status }) => (sent.get(id)?.status ?? status) !== status).map(({ id }) => id),
    invented: entries.filter(({ id }) => !sent.has(id)).map(({ id }) => id),
    unbalanced: load.statuses.filter((status) => !isBalanced(status)),
    holes: await rowsOf(databaseUrl, HOLES),
    unbooked: unbooked!.count,
  };
}

function isBalanced(status: AuditDeliveryStatus): boolean {
  const { captured, committed, queued, journalled, shed, quarantined } = status;
  const parts = [committed, queued, journalled, shed, quarantined];
  return captured === parts.reduce((sum, part) => sum + part, 0) && parts.every((part) => part >= 0);
}

/**
 * Waits until nothing is missing of what was answered up to now. After that time it goes on without it: then the verdict
 * tells what is lost.
 */
export async function untilComplete(load: Load, databaseUrl: string, withinMs = 20_000): Promise<void> {
  const due = new Set(load.sent.map(({ id }) => id));
  const isComplete = async (): Promise<boolean> =>
    (await verdictOn(load, databaseUrl)).lost.every(({ id }) => !due.has(id));
  await until('each answer has its entry', isComplete, { withinMs }).catch(() => undefined);
}

/** How it ended for a process and for those that it has answered. */
export interface Aftermath extends Verdict {
  /** Which answers there were. */
  readonly answers: readonly string[];
  /** What the process has said at last. */
  readonly told: Pick<AuditDeliveryStatus, 'shed' | 'quarantined' | 'lost' | 'journal' | 'state'>;
}

/** When nobody has noticed anything. */
export const AS_IF_NOTHING_WAS: Aftermath = {
  ...NOTHING_WRONG,
  answers: WELL_ANSWERED,
  told: { shed: 0, quarantined: 0, lost: 0, journal: 'disk', state: 'writing' },
};

/** Ends the load, waits until all is stored, and ends the process in good order. */
export async function aftermathOf(
  app: DeliveryProcess,
  load: Load,
  { databaseUrl, withinMs = 20_000 }: { readonly databaseUrl: string; readonly withinMs?: number },
): Promise<Aftermath> {
  await load.stop();
  await untilComplete(load, databaseUrl, withinMs);
  await app.statusIs('all is stored', ({ journalled, queued }) => journalled + queued === 0);
  const { shed, quarantined, lost, journal, state } = await app.status();
  await app.end('SIGTERM');
  const verdict = await verdictOn(load, databaseUrl);
  return { ...verdict, answers: load.kinds, told: { shed, quarantined, lost, journal, state } };
}
