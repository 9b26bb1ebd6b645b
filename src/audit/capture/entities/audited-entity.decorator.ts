import { AuditCategory } from '../../entry/catalogue.ts';

const ENTITY_AUDIT = 'audit:entity';

/** How changes of an entity are recorded. Fields of embedded objects are named `address.city`, or all by `address`. */
export interface AuditedEntityOptions {
  /** The kind of thing it is. @default the name of the class in snake case */
  readonly resource?: string;
  /** @default AuditCategory.DataOperation */
  readonly category?: AuditCategory;
  /** Fields that are not looked at: a change of nothing else leaves no entry. @default [] */
  readonly exclude?: readonly string[];
  /** Fields that show only that they changed. Columns with `select: false` do so by themselves. @default [] */
  readonly mask?: readonly string[];
}

/** What {@link AuditedEntity} says about an entity, with the defaults filled in. */
export type EntityAudit = Readonly<Required<AuditedEntityOptions>>;

/**
 * Marks a TypeORM entity, and those that inherit from it: each of its rows that is created, changed or deleted leaves an
 * entry with what changed, once that is committed. A name of `exclude` or `mask` that is no field of the entity is refused
 * when the application starts.
 */
export function AuditedEntity(options: AuditedEntityOptions = {}): ClassDecorator {
  return (target) => {
    const audit: EntityAudit = {
      resource: options.resource ?? snakeCase(target.name),
      category: options.category ?? AuditCategory.DataOperation,
      exclude: options.exclude ?? [],
      mask: options.mask ?? [],
    };
    Reflect.defineMetadata(ENTITY_AUDIT, Object.freeze(audit), target);
  };
}

/**
 * What was said about an entity; undefined when nothing was. For documents and tests of which entities are audited.
 *
 * @param target The class; names of entities without a class are never audited
 */
export function auditOfEntity(target: unknown): EntityAudit | undefined {
  return typeof target === 'function'
    ? (Reflect.getMetadata(ENTITY_AUDIT, target) as EntityAudit | undefined)
    : undefined;
}

/** `HTTPRequestLog` -> `http_request_log` */
function snakeCase(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}
