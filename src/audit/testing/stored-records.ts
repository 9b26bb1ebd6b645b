import type { INestApplicationContext } from '@nestjs/common';
import { getRepositoryToken } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { AuditService } from '../delivery/audit.service.ts';
import { AuditStore } from '../delivery/writer/audit-store.ts';
import type { AuditRecord } from '../entry/audit-entry.ts';
import { AuditLog } from '../entry/audit-log.entity.ts';
import { MemoryStore } from './memory-store.ts';

/**
 * Everything an application has stored, in the order in which it was made, once all that it has recorded is stored.
 * @param dataSource The name of the log's DataSource, where it has one; means nothing without a database
 */
export async function storedRecords(
  app: INestApplicationContext,
  dataSource: string | undefined,
): Promise<readonly AuditRecord[]> {
  await app.get(AuditService, { strict: false }).flush();
  const store: unknown = app.get(AuditStore, { strict: false });
  if (store instanceof MemoryStore) return store.records;
  const logs = app.get<Repository<AuditLog>>(getRepositoryToken(AuditLog, dataSource), { strict: false });
  return (await logs.find({ order: { timestamp: 'ASC', id: 'ASC' } })).map(recordOf);
}

/** Without what only the database knows, so that entries look alike with and without one. */
function recordOf(log: AuditLog): AuditRecord {
  const fields = Object.entries(log).filter(([name]) => name !== 'recordedAt');
  return { ...(Object.fromEntries(fields) as unknown as AuditRecord), timestamp: log.timestamp.toISOString() };
}
