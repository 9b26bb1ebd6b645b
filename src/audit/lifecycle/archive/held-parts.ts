import type { EntityManager } from 'typeorm';
import { HOLD_COLUMNS, type LegalHold } from '../retention/legal-hold.ts';
import type { ArchiveFilters } from './archive-filters.ts';
import type { ArchivedPart } from './archive-ledger.ts';
import { readArchive } from './archive-reader.ts';
import type { ArchiveStorage } from './archive-storage.ts';

/**
 * Whether anything in these parts is held. Within a transaction no hold is placed until that ends.
 * @throws {AuditError} AUDIT_ARCHIVE_DAMAGED when that can't be told
 */
export async function isHeldByAny(
  parts: readonly ArchivedPart[],
  { storage, manager }: { readonly storage: ArchiveStorage; readonly manager: EntityManager },
): Promise<boolean> {
  const holds = await manager.query<LegalHold[]>(`SELECT ${HOLD_COLUMNS} FROM audit_maintain_active_holds()`);
  for (const hold of holds) {
    const found = readArchive(parts, { storage, filters: filtersOf(hold) });
    const { done } = await found.next();
    await found.return(undefined);
    if (done !== true) return true;
  }
  return false;
}

function filtersOf({ userId, resourceType, resourceId, tenantId, from, to }: LegalHold): ArchiveFilters {
  return {
    userId: listed(userId),
    resourceType: listed(resourceType),
    resourceId: listed(resourceId),
    tenantId: listed(tenantId),
    from: from ?? undefined,
    to: to ?? undefined,
  };
}

function listed(value: string | null | undefined): readonly string[] | undefined {
  return typeof value === 'string' ? [value] : undefined;
}
