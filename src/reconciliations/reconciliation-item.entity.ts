import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Outcome, PairingRule } from './reconciliation-result.ts';

const PRIMARY_KEY = { primaryKeyConstraintName: 'reconciliation_items_reconciliation_id_outcome_position_pk' };

/** Two lines that were paired, or one that was not. */
@Entity('reconciliation_items')
export class ReconciliationItem {
  @ForeignKey('Reconciliation', { name: 'reconciliation_items_reconciliation_id_fk', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'reconciliation_id', type: 'uuid', ...PRIMARY_KEY })
  reconciliationId: string;

  @PrimaryColumn({ type: 'text', ...PRIMARY_KEY })
  outcome: Outcome;

  /** Counts the items of an outcome from 1 without gaps, so that a page is a range of positions. */
  @PrimaryColumn({ type: 'integer', ...PRIMARY_KEY })
  position: number;

  @Column({ type: 'text', nullable: true })
  rule: PairingRule | null;

  @Column({ name: 'ledger_line_number', type: 'integer', nullable: true })
  ledgerLineNumber: number | null;

  @Column({ name: 'bank_line_number', type: 'integer', nullable: true })
  bankLineNumber: number | null;

  /** Bank − ledger; a bigint, which `pg` gives as text. */
  @Column({ name: 'difference_minor', type: 'bigint', nullable: true })
  differenceMinor: string | null;

  /** Bank − ledger: negative when the bank was earlier. */
  @Column({ name: 'days_apart', type: 'integer', nullable: true })
  daysApart: number | null;
}
