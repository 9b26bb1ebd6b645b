import type { Selection } from './condition.ts';

/** What of the log a reader may see at all. */
export interface LogScope {
  /** Entries of these tenants only; null: all entries, also those of no tenant. */
  readonly tenants: readonly string[] | null;
}

/** Nothing is hidden. */
export const WHOLE_LOG: LogScope = { tenants: null };

/** The selection, cut down to what the reader may see. */
export function within(selection: Selection, { tenants }: LogScope): Selection {
  if (tenants === null) return selection;
  return { conditions: [...selection.conditions, { kind: 'equals', field: 'tenantId', values: tenants }] };
}
