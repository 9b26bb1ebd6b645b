import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** One accepted line of an imported file. */
@Entity('import_lines')
export class ImportLine {
  @ForeignKey('DataUpload', { name: 'import_lines_upload_id_fk', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'upload_id', type: 'uuid', primaryKeyConstraintName: 'import_lines_upload_id_line_number_pk' })
  uploadId: string;

  /** Where its record begins in the file; the header is line 1. */
  @PrimaryColumn({
    name: 'line_number',
    type: 'integer',
    primaryKeyConstraintName: 'import_lines_upload_id_line_number_pk',
  })
  lineNumber: number;

  @Column({ type: 'text', nullable: true })
  reference: string | null;

  /** A day as `YYYY-MM-DD`. */
  @Column({ name: 'booked_on', type: 'date' })
  bookedOn: string;

  /** In minor units of the currency, e.g. cents; a bigint, which `pg` gives as text. */
  @Column({ name: 'amount_minor', type: 'bigint' })
  amountMinor: string;

  /** A code of ISO 4217. */
  @Column({ type: 'text' })
  currency: string;

  @Column({ type: 'text' })
  description: string;
}
