import type { AuditEntry } from '../entry/audit-entry.ts';
import { GapLedger } from './gap-ledger.ts';

const NOON = Date.UTC(2026, 10, 28, 12);

function tellAll(ledger: GapLedger): AuditEntry[] {
  const told: AuditEntry[] = [];
  ledger.tell((entry) => told.push(entry) > 0);
  return told;
}

describe('GapLedger', () => {
  it('should have nothing to tell as long as nothing is missing', () => {
    const ledger = new GapLedger();
    expect([ledger.isEmpty, tellAll(ledger)]).toEqual([true, []]);
  });

  it('should tell of all that is missing for one reason in one entry, once', () => {
    const ledger = new GapLedger();
    ledger.note('no room', 3, { from: NOON + 1_000, to: NOON + 2_000 });
    ledger.note('no room', 1, { from: NOON, to: NOON + 1_500 });
    ledger.note('no room', 38, { from: NOON + 500, to: NOON + 3_000 });
    expect(ledger.isEmpty).toBe(false);
    expect(tellAll(ledger)).toEqual([
      {
        category: 'administrative',
        action: 'audit_gap',
        resource: 'audit_log',
        delivery: 'critical',
        status: 'error',
        severity: 'CRITICAL',
        description:
          '42 audit entries are missing between 2026-11-28T12:00:00.000Z and 2026-11-28T12:00:03.000Z: there was no room for them while the database was away',
        metadata: { count: 42, from: '2026-11-28T12:00:00.000Z', to: '2026-11-28T12:00:03.000Z', reason: 'no room' },
      },
    ]);
    expect([ledger.isEmpty, tellAll(ledger)]).toEqual([true, []]);
  });

  it('should tell of each reason by itself', () => {
    const ledger = new GapLedger();
    ledger.note('damaged journal', 1, { from: NOON, to: NOON });
    ledger.note('not recordable', 2, { from: NOON, to: NOON });
    expect(tellAll(ledger).map(({ description, metadata }) => [metadata?.['count'], description])).toEqual([
      [
        1,
        '1 audit entry is missing between 2026-11-28T12:00:00.000Z and 2026-11-28T12:00:00.000Z: their place in the journal was damaged or deleted',
      ],
      [2, expect.stringContaining('2 audit entries are missing')],
    ]);
  });

  it('should keep what could not be told, and tell it with what has come to it', () => {
    const ledger = new GapLedger();
    ledger.note('no room', 1, { from: NOON, to: NOON });
    ledger.note('damaged journal', 5, { from: NOON, to: NOON });
    ledger.tell(({ metadata }) => metadata?.['reason'] !== 'no room');
    ledger.note('no room', 1, { from: NOON, to: NOON });
    expect(tellAll(ledger).map(({ metadata }) => metadata)).toEqual([
      expect.objectContaining({ count: 2, reason: 'no room' }),
    ]);
  });
});
