import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What somebody has set. A setting without a row has its default. */
@Entity('settings')
export class Setting {
  /** A key of the catalogue, or of that of another version. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'settings_key_pk' })
  key: string;

  /** Any JSON, null included: what it has to be is up to the catalogue. A secret is here sealed, as a text. */
  @Column({ type: 'jsonb' })
  value: unknown;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;

  // No foreign key: it stays true when the account is gone.
  @Column({ name: 'updated_by_id', type: 'text' })
  updatedById: string;

  /** The address at that time. */
  @Column({ name: 'updated_by_email', type: 'text' })
  updatedByEmail: string;
}
