import type { AuditedTable } from './audited-table.ts';
import { type RowAction, type RowEntry, rowEntry } from './entity-change.ts';

/** An entry in the making. */
interface Draft {
  readonly table: AuditedTable;
  readonly entry: RowEntry;
}

/** A row that came into a many-to-many relation, or left it. */
export interface Link {
  readonly table: AuditedTable;
  readonly id: string;
  readonly field: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * What TypeORM tells in one go, when all statements of a `save` have run: of one row perhaps several times, first its
 * links to others and then itself. Becomes one entry for each row.
 */
export class ChangesOfSave {
  readonly #drafts = new Map<string, Draft>();
  readonly #created = new WeakSet<object>();
  readonly #untold = new Map<string, { readonly table: AuditedTable; readonly action: RowAction; rows: number }>();

  get drafts(): Iterable<Draft> {
    return this.#drafts.values();
  }

  /** Rows of which nothing but their number is known. */
  get untold(): Iterable<{ readonly table: AuditedTable; readonly action: RowAction; readonly rows: number }> {
    return this.#untold.values();
  }

  /** A row that was created; it may be told of again as an update that is part of its creation. */
  created(entity: object): void {
    this.#created.add(entity);
  }

  wasCreated(entity: object): boolean {
    return this.#created.has(entity);
  }

  add(table: AuditedTable, entry: RowEntry): void {
    const key = keyOf(table, entry.resourceId ?? `#${this.#drafts.size}`);
    const known = this.#drafts.get(key)?.entry;
    const changes = { ...known?.changes, ...entry.changes };
    this.#drafts.set(key, { table, entry: { ...entry, ...(Object.keys(changes).length > 0 && { changes }) } });
  }

  /** Many-to-many relations show what left them and what came into them, not what stayed. */
  link({ table, id, field, added, removed }: Link): void {
    const key = keyOf(table, id);
    const known = this.#drafts.get(key)?.entry;
    const before = known?.changes?.[field] as Sides | undefined;
    const change = { from: [...(before?.from ?? []), ...removed], to: [...(before?.to ?? []), ...added] };
    const entry = known ?? rowEntry(table, { action: 'update', id, before: {}, after: { [field]: true } });
    if (entry !== undefined) {
      this.#drafts.set(key, { table, entry: { ...entry, changes: { ...known?.changes, [field]: change } } });
    }
  }

  count(table: AuditedTable, action: RowAction): void {
    const key = keyOf(table, action);
    const rows = (this.#untold.get(key)?.rows ?? 0) + 1;
    this.#untold.set(key, { table, action, rows });
  }
}

interface Sides {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

function keyOf({ metadata }: AuditedTable, id: string): string {
  return `${metadata.tablePath} ${id}`;
}
