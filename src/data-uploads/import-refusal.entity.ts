import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** One line that an import could not accept. */
@Entity('import_refusals')
export class ImportRefusal {
  @ForeignKey('DataUpload', { name: 'import_refusals_upload_id_fk', onDelete: 'CASCADE' })
  @PrimaryColumn({
    name: 'upload_id',
    type: 'uuid',
    primaryKeyConstraintName: 'import_refusals_upload_id_line_number_pk',
  })
  uploadId: string;

  /** Where its record begins in the file; the header is line 1. */
  @PrimaryColumn({
    name: 'line_number',
    type: 'integer',
    primaryKeyConstraintName: 'import_refusals_upload_id_line_number_pk',
  })
  lineNumber: number;

  /** What is wrong and what to do, as a sentence. */
  @Column({ type: 'text' })
  reason: string;
}
