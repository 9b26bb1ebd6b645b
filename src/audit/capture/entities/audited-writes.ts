import { EntityManager, type ObjectLiteral, type QueryBuilder, type Repository } from 'typeorm';
import { dataSourceOf } from '../../audit.data-source.ts';
import { entityChangesOf } from './entity-changes.ts';
import { WatchedWrite } from './watched-write.ts';

/** What makes a statement of a query builder that has none yet. */
const VERBS = ['insert', 'update', 'delete', 'softDelete', 'restore'] as const;

/**
 * The same repository or manager, whose statements about audited entities are recorded row by row: what each row was and
 * what it became. For `update`, `updateAll`, `delete`, `deleteAll`, `softDelete`, `restore`, `upsert`, `insert`,
 * `increment`, `decrement`, and query builders made with `createQueryBuilder()`. All else is as it was.
 *
 * A statement runs in the caller's transaction or one of its own. The rows it is about are read and locked before, at
 * most `maxChangedRows` of them, and read again after it; of further ones only the number is recorded.
 */
export function auditedWrites<T extends EntityManager | Repository<ObjectLiteral>>(writer: T): T;
export function auditedWrites(writer: EntityManager | Repository<ObjectLiteral>): unknown {
  if (writer instanceof EntityManager) return auditedManager(writer);
  return auditedManager(writer.manager).withRepository(writer);
}

/** A manager between the application and its own, which makes other query builders and is otherwise the same. */
function auditedManager(manager: EntityManager): EntityManager {
  const audited: EntityManager = Object.create(manager, {
    repositories: { value: new Map() }, // those of the manager itself would write past this one
    createQueryBuilder: {
      value: (...args: Parameters<EntityManager['createQueryBuilder']>) => watched(manager.createQueryBuilder(...args)),
    },
    transaction: {
      value: (...args: readonly unknown[]) => inTransaction(manager, args),
    },
  }) as EntityManager;
  return audited;
}

/** The manager that the work gets is audited too. */
function inTransaction(manager: EntityManager, args: readonly unknown[]): unknown {
  const given = args.map((each) =>
    typeof each === 'function'
      ? (inner: EntityManager): unknown => (each as (manager: EntityManager) => unknown)(auditedManager(inner))
      : each,
  );
  return (manager as unknown as { transaction(...args: readonly unknown[]): unknown }).transaction(...given);
}

function watched<Builder extends QueryBuilder<ObjectLiteral>>(builder: Builder): Builder {
  for (const verb of VERBS) {
    const make = builder[verb].bind(builder) as (...args: readonly unknown[]) => QueryBuilder<ObjectLiteral>;
    Object.defineProperty(builder, verb, {
      value: (...args: readonly unknown[]) => watchExecution(make(...args)),
      configurable: true,
    });
  }
  return builder;
}

function watchExecution(write: QueryBuilder<ObjectLiteral>): QueryBuilder<ObjectLiteral> {
  if (Object.hasOwn(write, 'execute')) return write;
  const { execute } = write as unknown as { readonly execute: () => Promise<unknown> };
  const itself = (): Promise<unknown> => Reflect.apply(execute, write, []);
  Object.defineProperty(write, 'execute', {
    value: () => {
      const changes = entityChangesOf(dataSourceOf(write));
      return changes === undefined ? itself() : new WatchedWrite({ changes, write, execute: itself }).run();
    },
  });
  return write;
}
