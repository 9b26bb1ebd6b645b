import type { AuditActor } from '../entry/audit-entry.ts';
import { AuditScope } from '../entry/audit-scope.ts';

/** Who asks, as the log itself tells it. */
export function askingActor(): AuditActor {
  return AuditScope.current()?.origin.actor ?? { type: 'anonymous' };
}

/** Tells users apart; those without an id are all the same one. */
export function userKeyOf({ type, id }: AuditActor): string {
  return `${type}:${id ?? ''}`;
}
