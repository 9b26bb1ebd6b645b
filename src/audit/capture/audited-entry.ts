import type { AuditAnnotation, AuditEntry } from '../entry/audit-entry.ts';
import type { AuditedCall, AuditedOptions } from './audited-options.ts';

/** What an audited call tells: the decorator's options applied to the call, under what was annotated while it ran. */
export function auditedEntry(options: AuditedOptions, call: AuditedCall, notes: AuditAnnotation): AuditEntry {
  return {
    category: options.category,
    action: options.action,
    resource: options.resource,
    ...notes,
    actor: notes.actor ?? safely(options.actor, call),
    resourceId: notes.resourceId ?? safely(options.resourceId, call) ?? call.params['id'],
    object: notes.object ?? safely(options.object, call),
    changes: { ...safely((known) => ({ ...options.changes?.(known) }), call), ...notes.changes },
    metadata: { ...safely((known) => ({ ...options.metadata?.(known) }), call), ...notes.metadata },
  };
}

/** A function of the host's that throws, or gives what can't be read, costs its own part of the entry only. */
function safely<T>(read: ((call: AuditedCall) => T) | undefined, call: AuditedCall): NonNullable<T> | undefined {
  try {
    return read?.(call) ?? undefined;
  } catch {
    return undefined;
  }
}
