import type { AuditAnnotation, AuditEntry } from '../../entry/audit-entry.ts';
import { deliveryOf } from '../../entry/delivery.ts';
import type { AuditSubject } from '../../entry/taken-entries.ts';
import type { AuditedCall, AuditedOptions } from './audited-options.ts';

/** Why an entry does not tell how something ended: nobody was left to tell. */
export const UNFINISHED = 'the process ended before it was done, and how it ended is not known';

/** What was told of a call while it ran. */
export interface ToldOfCall {
  readonly notes: AuditAnnotation;
  /** What entries of the same action have told. */
  readonly absorbed?: AuditAnnotation | undefined;
  /** Whether it has done what it tells. */
  readonly isDone: boolean;
}

/** What an audited call tells: what was annotated while it ran, above the decorator's options, above what was absorbed. */
export function auditedEntry(
  options: AuditedOptions,
  call: AuditedCall,
  { notes, absorbed, isDone }: ToldOfCall,
): AuditEntry {
  const description = isDone ? safely(options.description, call) : undefined;
  return {
    category: options.category,
    action: options.action,
    resource: options.resource,
    delivery: deliveryOf(options),
    ...notes,
    ...(description !== undefined && { description }),
    actor: notes.actor ?? safely(options.actor, call),
    resourceId: resourceIdOf(options, call, notes) ?? absorbed?.resourceId,
    object: notes.object ?? safely(options.object, call) ?? absorbed?.object,
    changes: { ...absorbed?.changes, ...safely((known) => ({ ...options.changes?.(known) }), call), ...notes.changes },
    metadata: {
      ...(call.count !== undefined && { count: call.count }),
      ...absorbed?.metadata,
      ...safely((known) => ({ ...options.metadata?.(known) }), call),
      ...notes.metadata,
    },
  };
}

/** What an audited call is about, as far as it is known by now. */
export function auditedSubject(options: AuditedOptions, call: AuditedCall, notes: AuditAnnotation): AuditSubject {
  const { category, action, resource } = options;
  return { category, action, resource, resourceId: resourceIdOf(options, call, notes) };
}

function resourceIdOf(options: AuditedOptions, call: AuditedCall, notes: AuditAnnotation): string | undefined {
  return notes.resourceId ?? safely(options.resourceId, call) ?? call.params['id'];
}

/** A function of the host's that throws, or gives what can't be read, costs its own part of the entry only. */
function safely<T>(read: ((call: AuditedCall) => T) | undefined, call: AuditedCall): NonNullable<T> | undefined {
  try {
    return read?.(call) ?? undefined;
  } catch {
    return undefined;
  }
}
