import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import { AuditError } from '../../audit.errors.ts';
import type { AuditCategory } from '../../entry/catalogue.ts';
import type { EntityAudit } from './audited-entity.decorator.ts';
import { type RowKind, type RowState, UNKNOWN } from './entity-change.ts';

/** A column of TypeORM's, which exports no name for it. */
export type Column = EntityMetadata['columns'][number];

/** A field of an audited entity: a column, or a relation with the columns that hold its key. */
interface Field {
  readonly name: string;
  readonly columns: readonly Column[];
  /** TypeORM does not read it unless it is told to, so that nobody knows what it was before. */
  readonly isHidden: boolean;
  /** Set by TypeORM or the database with each write: time of the update, version, generated column. */
  readonly isAutomatic: boolean;
  /** Set by removing and recovering softly. */
  readonly isDeletion: boolean;
  /** The key of another row. */
  readonly isKey: boolean;
}

/** What TypeORM tells of a row that was saved. */
export interface SavedRow {
  readonly entity: ObjectLiteral;
  readonly databaseEntity: ObjectLiteral;
  readonly updatedColumns: readonly Column[];
  readonly updatedRelations: readonly EntityMetadata['relations'][number][];
}

/** The table of an audited entity: which of its fields are looked at, and how its rows are read from objects. */
export class AuditedTable implements RowKind {
  readonly metadata: EntityMetadata;
  readonly resource: string;
  readonly category: AuditCategory;
  readonly masked: ReadonlySet<string>;
  readonly automatic: ReadonlySet<string>;
  readonly #excluded: readonly string[];
  readonly #fields: readonly Field[];

  /** @throws {AuditError} AUDIT_OPTIONS_INVALID when `exclude` or `mask` names a field that is not there */
  constructor(metadata: EntityMetadata, audit: EntityAudit) {
    this.metadata = metadata;
    this.resource = audit.resource;
    this.category = audit.category;
    this.#excluded = audit.exclude;
    const fields = fieldsOf(metadata);
    const names = [...fields.map(({ name }) => name), ...metadata.relations.map(({ propertyPath }) => propertyPath)];
    refuseUnknown(metadata, { given: [...audit.exclude, ...audit.mask], names });
    this.#fields = fields.filter(({ name }) => this.looksAt(name));
    this.automatic = new Set(this.#fields.filter(({ isAutomatic }) => isAutomatic).map(({ name }) => name));
    const isMasked = (name: string): boolean => audit.mask.some((given) => isPartOf(name, given));
    const hidden = this.#fields.filter(({ isHidden }) => isHidden).map(({ name }) => name);
    this.masked = new Set([...names.filter(isMasked), ...hidden]);
  }

  /** Whether a field of this name is not excluded. */
  looksAt(name: string): boolean {
    return !this.#excluded.some((given) => isPartOf(name, given));
  }

  /**
   * Whether a row that was saved holds a key that TypeORM has set for the other side of a relation: it tells that the
   * row was written, and of no column or relation.
   */
  isLinkedByOther({
    updatedColumns,
    updatedRelations,
  }: Pick<SavedRow, 'updatedColumns' | 'updatedRelations'>): boolean {
    return updatedColumns.length === 0 && updatedRelations.length === 0 && this.#fields.some(({ isKey }) => isKey);
  }

  /** The columns of the fields that are looked at. */
  get columns(): readonly Column[] {
    return this.#fields.flatMap(({ columns }) => columns);
  }

  /** The primary key as text, composite keys joined by commas; undefined when it is not known in full. */
  idOf(entity: ObjectLiteral | undefined): string | undefined {
    if (entity === undefined) return undefined;
    return keyText(this.metadata.primaryColumns.map((column): unknown => column.getEntityValue(entity)));
  }

  /** All that an object tells of a row. */
  stateOf(entity: ObjectLiteral): RowState {
    return this.stateFrom((column): unknown => column.getEntityValue(entity));
  }

  /** A row by the values of its columns; fields of which a value is undefined are left out. */
  stateFrom(valueOf: (column: Column) => unknown): RowState {
    const values = this.#fields.map(({ name, columns }) => [name, fieldValue(columns.map(valueOf))] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  }

  /** What was written of a row that was saved, before and after. Fields that were not given did not change. */
  statesOfSaved(row: SavedRow): SavedStates {
    const pairs = this.#fields.flatMap((field) => {
      const change = savedField(field, row);
      return change === undefined ? [] : [[field.name, change] as const];
    });
    return {
      before: Object.fromEntries(pairs.map(([name, { before }]) => [name, before])),
      after: Object.fromEntries(pairs.map(([name, { after }]) => [name, after])),
    };
  }
}

interface SavedStates {
  readonly before: RowState;
  readonly after: RowState;
}

/** One field before and after; undefined when it was not written. */
function savedField(field: Field, { entity, databaseEntity, ...updated }: SavedRow) {
  const isEmptied = ({ relationMetadata: relation }: Column): boolean =>
    relation !== undefined && updated.updatedRelations.includes(relation) && relation.getEntityValue(entity) === null;
  const after = fieldValue(
    field.columns.map((column): unknown => (isEmptied(column) ? null : column.getEntityValue(entity))),
  );
  if (after === undefined) return undefined;
  if (!field.isAutomatic && !field.isDeletion && !isWritten(field, updated)) return undefined;
  const before = fieldValue(field.columns.map((column): unknown => column.getEntityValue(databaseEntity)));
  return { before: field.isHidden ? UNKNOWN : (before ?? null), after };
}

/** The values of a key as text, joined by commas; undefined when one is missing. */
export function keyText(values: readonly unknown[]): string | undefined {
  if (values.length === 0 || values.some((value) => value === undefined || value === null)) return undefined;
  return values.map((value) => (value instanceof Date ? value.toISOString() : String(value))).join(',');
}

function isWritten(
  { columns }: Field,
  { updatedColumns, updatedRelations }: Omit<SavedRow, 'entity' | 'databaseEntity'>,
) {
  return columns.some(
    (column) =>
      (updatedColumns.includes(column) && column.isUpdate) ||
      (column.relationMetadata !== undefined && updatedRelations.includes(column.relationMetadata)),
  );
}

/** One value, or those of a composite key; SQL that the database is to compute is not known. */
function fieldValue(values: readonly unknown[]): unknown {
  if (values.some((value) => typeof value === 'function')) return UNKNOWN;
  return values.length === 1 ? values[0] : keyText(values);
}

function fieldsOf(metadata: EntityMetadata): readonly Field[] {
  const byName = new Map<string, Column[]>();
  for (const column of metadata.columns) {
    const isStored = !column.isVirtualProperty && (!column.isVirtual || column.relationMetadata !== undefined);
    if (!isStored) continue;
    const name = column.isVirtual
      ? (column.relationMetadata?.propertyPath ?? column.propertyPath)
      : column.propertyPath;
    byName.set(name, [...(byName.get(name) ?? []), column]);
  }
  return [...byName].map(([name, columns]) => ({
    name,
    columns,
    isHidden: columns.some(({ isSelect }) => !isSelect),
    isAutomatic: columns.some((column) => column.isUpdateDate || column.isVersion || column.asExpression !== undefined),
    isDeletion: columns.some(({ isDeleteDate }) => isDeleteDate),
    isKey: columns.some(({ relationMetadata }) => relationMetadata !== undefined),
  }));
}

function refuseUnknown(
  metadata: EntityMetadata,
  { given, names }: { readonly given: readonly string[]; readonly names: readonly string[] },
): void {
  const unknown = given.find((field) => !names.some((name) => isPartOf(name, field)));
  if (unknown === undefined) return;
  throw new AuditError('AUDIT_OPTIONS_INVALID', {
    message: `@AuditedEntity of ${metadata.name} names "${unknown}", which is no field of it; correct the name.`,
  });
}

/** `address.city` is part of `address`. */
function isPartOf(name: string, given: string): boolean {
  return name === given || name.startsWith(`${given}.`);
}
