import type { AuditChanges, AuditEntry } from '../../entry/audit-entry.ts';
import { AuditAction, type AuditCategory } from '../../entry/catalogue.ts';
import { diffChanges } from '../../entry/changes.ts';
import { REDACTED } from '../../entry/redaction/redacted.ts';

/** Stands for a value that TypeORM does not tell. */
export const UNKNOWN = '[unknown]';

/** What is done to a row. `upsert`: it was created, or updated if it was there; which of the two is not known. */
export type RowAction = 'create' | 'update' | 'upsert' | 'delete' | 'restore';

/** A row by the names of its fields. A field that was not looked at is absent. */
export type RowState = Readonly<Record<string, unknown>>;

type Change = AuditChanges[string];

/** What entries of one kind of row have in common. */
export interface RowKind {
  readonly category: AuditCategory;
  readonly resource: string;
  /** Fields that show only that they changed. */
  readonly masked: ReadonlySet<string>;
  /** Fields that change with each write by themselves: alone they are no change. */
  readonly automatic: ReadonlySet<string>;
}

/** An entry of what was done to rows. */
export type RowEntry = AuditEntry & { readonly action: RowAction };

/** One row before and after. */
export interface RowChange {
  readonly action: RowAction;
  /** The primary key as text; composite keys joined by commas. */
  readonly id?: string | undefined;
  /** Empty for a row that was not there. */
  readonly before: RowState;
  /** Empty for a row that is gone. */
  readonly after: RowState;
  /** It was changed in a way that does not show in the states. */
  readonly isUntold?: boolean;
}

/** The entry of a change of one row; undefined when it was saved and nothing changed that is looked at. */
export function rowEntry(kind: RowKind, change: RowChange): RowEntry | undefined {
  const { action, id, before, after, isUntold = false } = change;
  const changes = visibleChanges(kind, before, after);
  const isOnlyTouched = Object.keys(changes).every((field) => kind.automatic.has(field));
  if (action === AuditAction.Update && isOnlyTouched && !isUntold) return undefined;
  return {
    category: kind.category,
    action,
    resource: kind.resource,
    ...(id !== undefined && { resourceId: id }),
    ...(Object.keys(changes).length > 0 && { changes }),
  };
}

/** What is known of a statement that changed rows without TypeORM telling which. */
export interface StatementChange {
  readonly action: RowAction;
  readonly rows: number;
  /** The fields that were set, to what. */
  readonly values: RowState;
}

/** The one entry of such a statement: what was set, and to how many rows; what they were before is not known. */
export function statementEntry(kind: RowKind, { action, rows, values }: StatementChange): RowEntry {
  const changes = Object.entries(values).map(
    ([field, to]) => [field, shown(kind, field, { from: UNKNOWN, to })] as const,
  );
  return {
    ...manyRows(kind, { action, rows, object: `${rowsOf(rows)} of ${wordsOf(kind)}` }),
    ...(changes.length > 0 && { changes: Object.fromEntries(changes) }),
  };
}

/** The entry that stands for all rows beyond those that are kept. */
export function omittedEntry(kind: RowKind, { action, rows }: Omit<StatementChange, 'values'>): RowEntry {
  return manyRows(kind, { action, rows, object: `${rows} more ${rows === 1 ? 'row' : 'rows'} of ${wordsOf(kind)}` });
}

function manyRows(
  { category, resource }: RowKind,
  { action, rows, object }: { readonly action: RowAction; readonly rows: number; readonly object: string },
): RowEntry {
  return { category, action, resource, object, metadata: { changedRows: rows } };
}

function rowsOf(rows: number): string {
  return rows === 1 ? '1 row' : `${rows} rows`;
}

function wordsOf({ resource }: RowKind): string {
  return resource.replaceAll('_', ' ');
}

function visibleChanges(kind: RowKind, before: RowState, after: RowState): AuditChanges {
  const changed = Object.entries(diffChanges(before, after)).filter(([, { from, to }]) => !isSameNumber(from, to));
  return Object.fromEntries(changed.map(([field, change]) => [field, shown(kind, field, change)]));
}

function shown({ masked }: RowKind, field: string, { from, to }: Change): Change {
  return masked.has(field) ? { from: maskOf(from), to: maskOf(to) } : { from, to };
}

function maskOf(value: unknown): unknown {
  return value === null || value === UNKNOWN ? value : REDACTED;
}

/** The database gives `numeric` and `bigint` as text, the application may set them as numbers: `10` is `10.00`. */
function isSameNumber(from: unknown, to: unknown): boolean {
  if (typeof from === typeof to) return false;
  const [one, other] = [numberText(from), numberText(to)];
  return one !== undefined && one === other;
}

/** A number without what does not count: `10.50` -> `10.5`. */
function numberText(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const [, sign, whole, fraction] = /^(-?)(0|[1-9]\d*)(?:\.(\d*?)0*)?$/.exec(String(value)) ?? [];
  return whole === undefined ? undefined : `${sign}${whole}.${fraction ?? ''}`;
}
