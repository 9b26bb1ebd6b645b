import type { AuditAnnotation, AuditChanges, AuditEntry, CapturedEntry } from './audit-entry.ts';
import type { AuditOrigin } from './audit-origin.ts';

/** What an entry is about. */
export type AuditSubject = Pick<AuditEntry, 'category' | 'action' | 'resource' | 'resourceId'>;

/** An entry that a scope has taken in, and where it came from. */
export interface TakenEntry {
  readonly origin: AuditOrigin;
  readonly entry: CapturedEntry;
}

/** How the work of a scope has ended. */
export interface ScopeEnding {
  /** What its own entry is about, now that all is known; undefined when it makes none. */
  readonly told: AuditSubject | undefined;
  /** What it has failed with, wrapped because `undefined` can be thrown too. */
  readonly failure?: { readonly error: unknown } | undefined;
}

/** A chain of causes longer than this is somebody's mistake. */
const MOST_ERRORS = 50;

/** Whether two entries can tell of one action on one thing: an id that is not known contradicts none. */
export function isSameAction(one: AuditSubject, other: AuditSubject): boolean {
  return (
    one.category === other.category &&
    one.action === other.action &&
    (one.resource ?? null) === (other.resource ?? null) &&
    isSameThing(one, other)
  );
}

/**
 * What of the taken entries belongs into the scope's own entry, now that it is known how its work ended: all of what
 * succeeded when it did, about the same thing; and the failure that it has failed with. The rest is `left`, for it
 * happened otherwise than the scope's own entry would tell: a failure that was survived, a success before a failure.
 */
export function settleTaken(
  taken: readonly TakenEntry[],
  { told, failure }: ScopeEnding,
): { readonly merged: AuditAnnotation | undefined; readonly left: readonly TakenEntry[] } {
  if (told === undefined) return { merged: undefined, left: taken };
  const alike = failure === undefined ? taken.filter(({ entry }) => !hasFailed(entry)) : causesOf(failure.error, taken);
  const inside = new Set(aboutOneThing(told, alike));
  const merged = taken
    .filter((each) => inside.has(each))
    .reduce<AuditAnnotation | undefined>((first, { entry }) => merge(first, entry), undefined);
  return { merged, left: taken.filter((each) => !inside.has(each)) };
}

/** The failures that the scope's own failure is, or that have caused it. The same error thrown anew counts once. */
function causesOf(error: unknown, taken: readonly TakenEntry[]): readonly TakenEntry[] {
  const errors = errorsIn(error);
  return taken.toReversed().filter(({ entry }) => entry.error !== undefined && errors.delete(entry.error));
}

/** When the scope's own entry names nothing, what was taken in can say what it is about, unless that is several things. */
function aboutOneThing(told: AuditSubject, taken: readonly TakenEntry[]): readonly TakenEntry[] {
  if (!isUnknown(told.resourceId)) return taken.filter(({ entry }) => isSameThing(told, entry));
  const ids = new Set(taken.map(({ entry }) => entry.resourceId).filter((id) => !isUnknown(id)));
  return ids.size > 1 ? [] : taken;
}

function isSameThing({ resourceId: one }: Identified, { resourceId: other }: Identified): boolean {
  return isUnknown(one) || isUnknown(other) || String(one) === String(other);
}

type Identified = Pick<AuditEntry, 'resourceId'>;

function isUnknown(id: string | null | undefined): boolean {
  return id === undefined || id === null || id === '';
}

function hasFailed({ error, status }: AuditEntry): boolean {
  return error !== undefined || (status !== undefined && status !== 'success');
}

/** Both in the order in which they happened: a field that was changed twice goes from its first value to its last. */
function merge(first: AuditAnnotation | undefined, next: AuditEntry): AuditAnnotation {
  const { durationMs: _ofNext, ...metadata } = next.metadata ?? {}; // the entry it goes into has a duration of its own
  return {
    ...(!isUnknown(first?.resourceId ?? next.resourceId) && { resourceId: first?.resourceId ?? next.resourceId }),
    ...((next.object ?? first?.object) !== undefined && { object: next.object ?? first?.object }),
    changes: mergeChanges(first?.changes, next.changes),
    metadata: { ...first?.metadata, ...metadata },
  };
}

function mergeChanges(first: AuditChanges = {}, next: AuditChanges = {}): AuditChanges {
  const merged = Object.entries(next).map(([field, change]) => {
    const before = Object.hasOwn(first, field) ? first[field] : undefined;
    return [field, before === undefined ? change : { from: before.from, to: change.to }] as const;
  });
  return { ...first, ...Object.fromEntries(merged) };
}

/** The error and everything that it says it was caused by. */
function errorsIn(error: unknown): Set<unknown> {
  const found = new Set<unknown>();
  const look = (each: unknown): void => {
    if (found.has(each) || found.size >= MOST_ERRORS) return;
    found.add(each);
    if (typeof each !== 'object' || each === null) return;
    const { cause, errors } = each as { readonly cause?: unknown; readonly errors?: unknown };
    if (cause !== undefined) look(cause);
    if (Array.isArray(errors)) errors.forEach(look);
  };
  try {
    look(error);
  } catch {
    // one that can't be read tells what was found so far
  }
  return found;
}
