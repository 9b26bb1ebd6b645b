import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { ReconciliationResult } from './reconciliation-result.ts';
import type { ReconciliationRules } from './reconciliation-rules.ts';

/** `queued`: asked for. `running`: begun. `done`: its items are there. `failed`: there is none, and it is not tried again. */
export const RECONCILIATION_STATUSES = ['queued', 'running', 'done', 'failed'] as const;
export type ReconciliationStatus = (typeof RECONCILIATION_STATUSES)[number];

/** One comparison of the lines of a ledger with those of a bank. */
@Entity('reconciliations')
@Index('reconciliations_created_at_id_idx', ['createdAt', 'id'])
@Index('reconciliations_ledger_upload_id_idx', ['ledgerUploadId'])
@Index('reconciliations_bank_upload_id_idx', ['bankUploadId'])
export class Reconciliation {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'reconciliations_id_pk' })
  id: string;

  @ForeignKey('DataUpload', { name: 'reconciliations_ledger_upload_id_fk', onDelete: 'RESTRICT' })
  @Column({ name: 'ledger_upload_id', type: 'uuid' })
  ledgerUploadId: string;

  @ForeignKey('DataUpload', { name: 'reconciliations_bank_upload_id_fk', onDelete: 'RESTRICT' })
  @Column({ name: 'bank_upload_id', type: 'uuid' })
  bankUploadId: string;

  @Column({ type: 'jsonb' })
  rules: ReconciliationRules;

  @Column({ type: 'text' })
  status: ReconciliationStatus;

  @Column({ name: 'requested_by_id', type: 'text' })
  requestedById: string;

  /** The e-mail address at that time. */
  @Column({ name: 'requested_by_email', type: 'text' })
  requestedByEmail: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  /** When its latest run began. */
  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt: Date | null;

  /** The number of the step that is under way, from 1; 0 before the first. */
  @Column({ type: 'integer', default: 0 })
  step: number;

  /** Why it has failed, as a sentence. */
  @Column({ type: 'text', nullable: true })
  failure: string | null;

  @Column({ type: 'jsonb', nullable: true })
  result: ReconciliationResult | null;
}
