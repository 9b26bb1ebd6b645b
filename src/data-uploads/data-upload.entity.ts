import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn, type ValueTransformer } from 'typeorm';

/** What the lines of a file are: the books of the house, or statements of its bank. */
export const UPLOAD_KINDS = ['ledger', 'bank'] as const;
export type UploadKind = (typeof UPLOAD_KINDS)[number];

/** `uploaded`: the file is there. `importing`: asked for or under way. `imported`: its lines are there. `failed`: none is. */
export const UPLOAD_STATUSES = ['uploaded', 'importing', 'imported', 'failed'] as const;
export type UploadStatus = (typeof UPLOAD_STATUSES)[number];

/** `pg` gives bigint as text. Sizes of files are far below 2^53. */
const WHOLE_NUMBER: ValueTransformer = { from: Number, to: (value: number) => value };

/** One uploaded file and what became of its import. The file itself is `<id>.csv` in the folder of the uploads. */
@Entity('data_uploads')
@Index('data_uploads_created_at_id_idx', ['createdAt', 'id'])
@Index('data_uploads_kind_sha256_uq', ['kind', 'sha256'], { unique: true })
export class DataUpload {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'data_uploads_id_pk' })
  id: string;

  @Column({ type: 'text' })
  kind: UploadKind;

  /** What the file was called by who has uploaded it; only shown, never opened. */
  @Column({ name: 'file_name', type: 'text' })
  fileName: string;

  @Column({ name: 'byte_size', type: 'bigint', transformer: WHOLE_NUMBER })
  byteSize: number;

  /** Lower-case hex digits. The same content is kept once. */
  @Column({ type: 'text' })
  sha256: string;

  @Column({ type: 'text' })
  status: UploadStatus;

  @Column({ name: 'uploaded_by_id', type: 'text' })
  uploadedById: string;

  /** The e-mail address at that time. */
  @Column({ name: 'uploaded_by_email', type: 'text' })
  uploadedByEmail: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  /** When the latest import was asked for; null while none was. */
  @Column({ name: 'import_started_at', type: 'timestamptz', nullable: true })
  importStartedAt: Date | null;

  @Column({ name: 'import_finished_at', type: 'timestamptz', nullable: true })
  importFinishedAt: Date | null;

  /** How much of the file the latest import has read. */
  @Column({ name: 'processed_bytes', type: 'bigint', default: 0, transformer: WHOLE_NUMBER })
  processedBytes: number;

  @Column({ name: 'accepted_lines', type: 'integer', default: 0 })
  acceptedLines: number;

  @Column({ name: 'refused_lines', type: 'integer', default: 0 })
  refusedLines: number;

  /** Why the latest import has failed, as a sentence. */
  @Column({ type: 'text', nullable: true })
  failure: string | null;
}
