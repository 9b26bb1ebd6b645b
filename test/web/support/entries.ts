import { AuditService } from '../../../src/audit/index.ts';
import type { PageUnderTest } from './page-under-test.ts';

type Recorded = Parameters<AuditService['record']>[0];

/** Records entries as the application does, and waits until they can be read. */
export async function recordEntries(page: PageUnderTest, entries: readonly Recorded[]): Promise<void> {
  const audit = page.app.app.get(AuditService, { strict: false });
  for (const entry of entries) audit.record(entry);
  await page.flush();
}
