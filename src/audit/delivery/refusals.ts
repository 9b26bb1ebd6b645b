import type { AuditEntry } from '../entry/audit-entry.ts';
import { AuditAction, AuditCategory } from '../entry/catalogue.ts';
import type { DeliveryLog } from './delivery-log.ts';
import { type Quarantine, type QuarantinedEntry, reasonOf } from './quarantine.ts';

export interface RefusalsOptions {
  /** Undefined where there is no journal: then only the application's own log has the entry. */
  readonly quarantine: Quarantine | undefined;
  readonly log: DeliveryLog;
  readonly tell: (entry: AuditEntry) => void;
}

/** What the database refuses: kept, told to the application's own log and to the audit log, once each. */
export class Refusals {
  readonly #options: RefusalsOptions;
  readonly #known = new Set<string>();

  constructor(options: RefusalsOptions) {
    this.#options = options;
  }

  /** @throws what the file system throws when it can't be kept: then it is still in the journal */
  take(refused: QuarantinedEntry): void {
    const { quarantine, log, tell } = this.#options;
    const { writer, sequence, line, error } = refused;
    const name = `${writer}-${sequence}`;
    if (this.#known.has(name)) return;
    const place = quarantine?.keep(refused) ?? line;
    this.#known.add(name);
    const { reason, sqlState } = reasonOf(error);
    log.quarantined(place, reason);
    tell({
      category: AuditCategory.Administrative,
      action: AuditAction.Quarantine,
      resource: 'audit_log',
      status: 'error',
      severity: 'CRITICAL',
      description: `The database refuses an audit entry, which is kept beside the journal: ${sqlState ?? 'no reason given'}`,
      metadata: { writer, sequence, sqlState },
    });
  }
}
