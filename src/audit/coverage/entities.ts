import type { INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { DataSource, getMetadataArgsStorage } from 'typeorm';
import { auditOfEntity } from '../capture/entities/audited-entity.decorator.ts';
import { AuditLog } from '../entry/audit-log.entity.ts';
import type { CoverageItem } from './coverage-report.ts';

/** A class that is mapped to a table. */
export type EntityClass = abstract new (...args: never[]) => object;

/** Which entities `@AuditedEntity` marks, and which it does not. The log's own table is left out. */
export function entityItemsOf(
  app: INestApplicationContext,
  given: readonly EntityClass[] = connectedEntitiesOf(app) ?? entitiesOfTables(getMetadataArgsStorage().tables),
): readonly CoverageItem[] {
  const entities = [...new Set(given)].filter((entity) => entity !== AuditLog);
  return entities.map(itemOf).toSorted((one, other) => (one.place < other.place ? -1 : 1));
}

function itemOf(entity: EntityClass): CoverageItem {
  const audit = auditOfEntity(entity);
  return {
    kind: 'entity',
    module: null,
    place: entity.name,
    name: entity.name,
    state: audit === undefined ? 'silent' : 'audited',
    isChanging: false,
    category: audit?.category ?? null,
    action: null,
    resource: audit?.resource ?? null,
    level: audit === undefined ? 'none' : 'changes',
    reason: null,
  };
}

function connectedEntitiesOf(app: INestApplicationContext): readonly EntityClass[] | undefined {
  const providers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.providers.values()]);
  const sources = providers.map(({ instance }): unknown => instance).filter((each) => each instanceof DataSource);
  const connected = sources.filter(({ isInitialized }) => isInitialized);
  if (connected.length === 0) return undefined;
  return entitiesOfTables(
    connected.flatMap(({ entityMetadatas }) =>
      entityMetadatas.map(({ target, tableType }) => ({ target, type: tableType })),
    ),
  );
}

/** Views are read only, tables of many-to-many relations and entities given by schema have no class. */
function entitiesOfTables(
  tables: readonly { readonly target: unknown; readonly type: string }[],
): readonly EntityClass[] {
  const kinds = ['regular', 'entity-child', 'closure'];
  return tables.flatMap(({ target, type }) =>
    kinds.includes(type) && typeof target === 'function' ? [target as EntityClass] : [],
  );
}
