import type { DataSource, EntityMetadata } from 'typeorm';
import { auditOfEntity } from './audited-entity.decorator.ts';
import { AuditedTable, type Column } from './audited-table.ts';

/** One end of a many-to-many relation, as the table between tells of it. */
export interface LinkTable {
  readonly table: AuditedTable;
  /** The field of the audited entity. */
  readonly field: string;
  /** The columns with the key of the audited entity, and those with the key of the other. */
  readonly ownColumns: readonly Column[];
  readonly otherColumns: readonly Column[];
}

/** The audited entities of a DataSource, and their many-to-many relations. */
export class AuditedTables {
  readonly #tables = new Map<EntityMetadata, AuditedTable>();
  readonly #links = new Map<EntityMetadata, LinkTable>();

  /** @throws {AuditError} AUDIT_OPTIONS_INVALID when `@AuditedEntity` names a field that is not there */
  constructor({ entityMetadatas }: DataSource) {
    for (const metadata of entityMetadatas) {
      const audit = auditOfEntity(metadata.target);
      if (audit !== undefined) this.#tables.set(metadata, new AuditedTable(metadata, audit));
    }
    for (const table of this.#tables.values()) this.#addLinks(table);
  }

  tableOf(metadata: EntityMetadata): AuditedTable | undefined {
    return this.#tables.get(metadata);
  }

  linkOf(metadata: EntityMetadata): LinkTable | undefined {
    return this.#links.get(metadata);
  }

  /** Where both ends are audited, the change is told of the owning one. */
  #addLinks(table: AuditedTable): void {
    for (const relation of table.metadata.manyToManyRelations) {
      const { junctionEntityMetadata: junction, propertyPath: field, isOwning } = relation;
      if (junction === undefined || !table.looksAt(field) || (this.#links.has(junction) && !isOwning)) continue;
      const [ownColumns, otherColumns] = isOwning
        ? [junction.ownerColumns, junction.inverseColumns]
        : [junction.inverseColumns, junction.ownerColumns];
      this.#links.set(junction, { table, field, ownColumns, otherColumns });
    }
  }
}
