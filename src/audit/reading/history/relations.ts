import type { AuditLog } from '../../entry/audit-log.entity.ts';
import type { Condition } from '../selection/condition.ts';

/** What entries of one group have in common. */
export interface Relation {
  readonly conditions: readonly Condition[];
  /** The session of the actor, which is no column. */
  readonly session?: string;
  /** The parameters of a list of all of them; null when no list can give them. */
  readonly query: Readonly<Record<string, string>> | null;
}

export type RelationName = 'request' | 'trace' | 'session' | 'actor' | 'resource';

const MINUTES = 60_000;
/** What one request sets off, and what somebody does next, lies this near, in milliseconds. */
const NEAR_MS = 5 * MINUTES;
/** Sessions last no longer than this on either side, in milliseconds. */
const SESSION_MS = 24 * 60 * MINUTES;

/**
 * What can belong to an entry. There is no index for traces and sessions, which would cost every entry that is written:
 * traces are looked for in a short time, sessions among the entries of their actor.
 */
export function relationsOf(entry: AuditLog): Readonly<Record<RelationName, Relation | undefined>> {
  const { requestId, traceId, userId, resourceType, resourceId } = entry;
  const near = timeAround(entry.timestamp, NEAR_MS);
  const session = sessionOf(entry);
  return {
    request: requestId === null ? undefined : { conditions: [equal('requestId', requestId)], query: { requestId } },
    trace:
      traceId === null
        ? undefined
        : {
            conditions: [equal('traceId', traceId), near.condition],
            query: { q: `trace:${JSON.stringify(traceId)}`, ...near.query },
          },
    session:
      session === undefined || userId === null
        ? undefined
        : {
            conditions: [equal('userId', userId), timeAround(entry.timestamp, SESSION_MS).condition],
            session,
            query: null,
          },
    actor:
      userId === null
        ? undefined
        : { conditions: [equal('userId', userId), near.condition], query: { userId, ...near.query } },
    resource:
      resourceType === null || resourceId === null
        ? undefined
        : {
            conditions: [equal('resourceType', resourceType), equal('resourceId', resourceId)],
            query: { resourceType, resourceId },
          },
  };
}

function equal(field: 'requestId' | 'traceId' | 'userId' | 'resourceType' | 'resourceId', value: string): Condition {
  return { kind: 'equals', field, values: [value] };
}

function timeAround(
  moment: Date,
  distanceMs: number,
): { readonly condition: Condition; readonly query: { readonly from: string; readonly to: string } } {
  const from = new Date(moment.getTime() - distanceMs);
  const to = new Date(moment.getTime() + distanceMs + 1); // a list ends before it
  return { condition: { kind: 'time', from, to }, query: { from: from.toISOString(), to: to.toISOString() } };
}

/** It stands where records keep what has no column of its own. */
function sessionOf({ metadata }: AuditLog): string | undefined {
  const context: unknown = metadata['context'];
  const session: unknown = (context as { readonly session?: unknown } | null | undefined)?.session;
  return typeof session === 'string' ? session : undefined;
}
