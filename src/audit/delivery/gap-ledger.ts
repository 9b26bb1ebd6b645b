import type { AuditEntry } from '../entry/audit-entry.ts';
import { AuditAction, AuditCategory } from '../entry/catalogue.ts';

/** Why entries are missing. */
export type GapReason = 'no room' | 'damaged journal' | 'not recordable';

interface Gap {
  count: number;
  from: number;
  to: number;
}

const BECAUSE: Readonly<Record<GapReason, string>> = {
  'no room': 'there was no room for them while the database was away',
  'damaged journal': 'their place in the journal was damaged or deleted',
  'not recordable': 'they could not be made',
};

/** What is missing in the log, until the log itself tells of it. */
export class GapLedger {
  readonly #gaps = new Map<GapReason, Gap>();

  /** @param moments in milliseconds since 1970, around what is missing */
  note(reason: GapReason, count: number, { from, to }: { readonly from: number; readonly to: number }): void {
    const gap = this.#gaps.get(reason);
    if (gap === undefined) this.#gaps.set(reason, { count, from, to });
    else {
      gap.count += count;
      gap.from = Math.min(gap.from, from);
      gap.to = Math.max(gap.to, to);
    }
  }

  get isEmpty(): boolean {
    return this.#gaps.size === 0;
  }

  /** Has each gap told by one entry; what can't be told stays for the next time. */
  tell(record: (entry: AuditEntry) => boolean): void {
    for (const [reason, gap] of this.#gaps) if (record(gapEntry(reason, gap))) this.#gaps.delete(reason);
  }
}

function gapEntry(reason: GapReason, gap: Gap): AuditEntry {
  const [from, to] = [new Date(gap.from).toISOString(), new Date(gap.to).toISOString()];
  const what = gap.count === 1 ? '1 audit entry is' : `${gap.count} audit entries are`;
  return {
    category: AuditCategory.Administrative,
    action: AuditAction.AuditGap,
    resource: 'audit_log',
    delivery: 'critical',
    status: 'error',
    severity: 'CRITICAL',
    description: `${what} missing between ${from} and ${to}: ${BECAUSE[reason]}`,
    metadata: { count: gap.count, from, to, reason },
  };
}
