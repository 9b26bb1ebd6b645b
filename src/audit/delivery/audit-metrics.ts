import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { AuditService } from './audit.service.ts';
import type { AuditDeliveryStatus } from './delivery-status.ts';

type Figure = Exclude<keyof AuditDeliveryStatus, 'state' | 'journal'>;

const COUNTERS = {
  audit_captured_total: ['captured', 'Entries that were made.'],
  audit_committed_total: ['committed', 'Entries that are in the database.'],
  audit_shed_total: ['shed', 'Entries that were lost because there was no room.'],
  audit_quarantined_total: ['quarantined', 'Entries that the database refuses; they are kept beside the journal.'],
  audit_retried_total: ['retried', 'Attempts to write that have failed.'],
  audit_recovered_total: ['recovered', 'Entries of dead processes that this one has stored.'],
  audit_lost_total: ['lost', 'Entries of journals that were damaged or deleted.'],
} as const satisfies Record<string, readonly [Figure, string]>;

const GAUGES = {
  audit_queued_entries: ['queued', 'Entries in memory only.'],
  audit_queued_bytes: ['queuedBytes', 'Bytes in memory.'],
  audit_journalled_entries: ['journalled', 'Entries in the journal that are not in the database yet.'],
  audit_journal_bytes: ['journalBytes', 'Bytes of the journal.'],
  audit_journal_max_bytes: ['journalMaxBytes', 'Bytes that the journal may have; 0 without one.'],
  audit_write_failures: ['failures', 'Attempts to write that have failed in a row.'],
} as const satisfies Record<string, readonly [Figure, string]>;

const STATES: readonly AuditDeliveryStatus['state'][] = ['writing', 'retrying', 'paused'];
const JOURNALS: readonly AuditDeliveryStatus['journal'][] = ['disk', 'memory', 'failing'];

/** How the delivery is doing, for Prometheus: in a registry of its own, which the host serves beside its own figures. */
@Injectable()
export class AuditMetrics implements OnApplicationShutdown {
  readonly registry = new Registry();
  readonly #stop: () => void;

  constructor(@Inject(AuditService) audit: AuditService) {
    const registers = [this.registry];
    for (const [name, [figure, help]] of Object.entries(COUNTERS)) {
      const counter = new Counter({
        name,
        help,
        registers,
        collect: () => {
          counter.reset();
          counter.inc(audit.status()[figure]);
        },
      });
    }
    for (const [name, [figure, help]] of Object.entries(GAUGES)) {
      const gauge: Gauge = new Gauge({ name, help, registers, collect: () => gauge.set(audit.status()[figure]) });
    }
    this.#describe(audit);
    const sizes = new Histogram({
      name: 'audit_batch_entries',
      help: 'Entries of a batch that was stored.',
      buckets: [1, 5, 10, 50, 100, 250, 500, 1_000, 5_000],
      registers,
    });
    const durations = new Histogram({
      name: 'audit_batch_seconds',
      help: 'How long it took to store a batch.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.#stop = audit.onBatch(({ entries, seconds }) => {
      sizes.observe(entries);
      durations.observe(seconds);
    });
  }

  /** @internal */
  onApplicationShutdown(): void {
    this.#stop();
  }

  /** Figures in other units than those of the status, and words, of which the one that holds is 1. */
  #describe(audit: AuditService): void {
    const registers = [this.registry];
    const age: Gauge = new Gauge({
      name: 'audit_oldest_uncommitted_seconds',
      help: 'Age of the oldest entry that is not in the database.',
      registers,
      collect: () => age.set(audit.status().oldestAgeMs / 1_000),
    });
    const state = new Gauge({
      name: 'audit_delivery_state',
      help: 'Whether entries are being written; paused: until somebody has set right how the database is set up.',
      labelNames: ['state'],
      registers,
      collect: () => STATES.forEach((each) => state.set({ state: each }, audit.status().state === each ? 1 : 0)),
    });
    const journal = new Gauge({
      name: 'audit_journal_state',
      help: 'Where entries wait; failing: the disk of the journal takes nothing.',
      labelNames: ['journal'],
      registers,
      collect: () =>
        JOURNALS.forEach((each) => journal.set({ journal: each }, audit.status().journal === each ? 1 : 0)),
    });
  }
}
