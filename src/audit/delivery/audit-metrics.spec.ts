import { resolveSettings } from '../audit.settings.ts';
import { MemoryStore } from '../testing/memory-store.ts';
import { AuditMetrics } from './audit-metrics.ts';
import { AuditService } from './audit.service.ts';
import type { AuditBatch, AuditDeliveryStatus } from './delivery-status.ts';
import type { AuditStore } from './writer/audit-store.ts';

/** Each another one, so that none can stand for another. */
const STATUS: AuditDeliveryStatus = {
  captured: 101,
  committed: 102,
  queued: 103,
  journalled: 104,
  shed: 105,
  quarantined: 106,
  queuedBytes: 107,
  journalBytes: 108,
  journalMaxBytes: 109,
  oldestAgeMs: 1_500,
  failures: 110,
  retried: 111,
  recovered: 112,
  lost: 113,
  state: 'retrying',
  journal: 'failing',
};

/** The lines of the text format without those that explain. */
async function linesOf({ registry }: AuditMetrics): Promise<readonly string[]> {
  return (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe(AuditMetrics.name, () => {
  let batchStored: ((batch: AuditBatch) => void) | undefined;
  let status: AuditDeliveryStatus;
  let metrics: AuditMetrics;
  beforeEach(() => {
    status = STATUS;
    metrics = new AuditMetrics({
      status: () => status,
      onBatch: (listener: (batch: AuditBatch) => void) => {
        batchStored = listener;
        return () => (batchStored = undefined);
      },
    } as unknown as AuditService);
  });

  it('should give each figure of the delivery under a name of its own, as it is when it is asked', async () => {
    const lines = async () => (await linesOf(metrics)).filter((line) => !line.startsWith('audit_batch_'));
    const expected = [
      'audit_captured_total 101',
      'audit_committed_total 102',
      'audit_shed_total 105',
      'audit_quarantined_total 106',
      'audit_retried_total 111',
      'audit_recovered_total 112',
      'audit_lost_total 113',
      'audit_queued_entries 103',
      'audit_queued_bytes 107',
      'audit_journalled_entries 104',
      'audit_journal_bytes 108',
      'audit_journal_max_bytes 109',
      'audit_write_failures 110',
      'audit_oldest_uncommitted_seconds 1.5',
      'audit_delivery_state{state="writing"} 0',
      'audit_delivery_state{state="retrying"} 1',
      'audit_delivery_state{state="paused"} 0',
      'audit_journal_state{journal="disk"} 0',
      'audit_journal_state{journal="memory"} 0',
      'audit_journal_state{journal="failing"} 1',
    ];
    expect(await lines()).toEqual(expected);
    expect(await lines()).toEqual(expected);
    status = { ...STATUS, captured: 201, state: 'writing' };
    expect(await lines()).toEqual(
      expect.arrayContaining([
        'audit_captured_total 201',
        'audit_delivery_state{state="writing"} 1',
        'audit_delivery_state{state="retrying"} 0',
      ]),
    );
  });

  it('should count stored batches by their size and how long they took, until the application stops', async () => {
    batchStored?.({ entries: 3, bytes: 900, seconds: 0.004 });
    batchStored?.({ entries: 500, bytes: 90_000, seconds: 0.3 });
    expect(await linesOf(metrics)).toEqual(
      expect.arrayContaining([
        'audit_batch_entries_bucket{le="5"} 1',
        'audit_batch_entries_bucket{le="500"} 2',
        'audit_batch_entries_sum 503',
        'audit_batch_entries_count 2',
        'audit_batch_seconds_bucket{le="0.005"} 1',
        'audit_batch_seconds_bucket{le="0.5"} 2',
        'audit_batch_seconds_count 2',
      ]),
    );
    metrics.onApplicationShutdown();
    expect(batchStored).toBeUndefined();
  });

  it('should explain every figure', async () => {
    const silent = (await metrics.registry.getMetricsAsJSON()).filter(({ help }) => !help.endsWith('.'));
    expect(silent).toEqual([]);
  });

  it('should give figures that belong together: each captured entry is in one place', async () => {
    const store = new MemoryStore() as unknown as AuditStore;
    const audit = new AuditService(resolveSettings({ journal: false }), store);
    const real = new AuditMetrics(audit);
    const figure = (lines: readonly string[], name: string) =>
      Number(lines.find((line) => line.startsWith(`${name} `))?.split(' ')[1]);
    for (const flushed of [0, 3]) {
      for (let count = 0; count < 3; count += 1) audit.record({ category: 'job', action: 'run' });
      const lines = await linesOf(real);
      const parts = ['committed_total', 'queued_entries', 'journalled_entries', 'shed_total', 'quarantined_total'];
      const captured = figure(lines, 'audit_captured_total');
      expect(captured).toBe(flushed + 3);
      expect(parts.reduce((sum, part) => sum + figure(lines, `audit_${part}`), 0)).toBe(captured);
      await audit.flush();
    }
  });
});
