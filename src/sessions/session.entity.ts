import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One sign-in. A token is worth nothing once its session has ended. */
@Entity('sessions')
@Index('sessions_user_id_idx', ['userId'])
@Index('sessions_expires_at_ended_at_idx', { synchronize: false }) // on least(expires_at, ended_at)
export class Session {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'sessions_id_pk' })
  id: string;

  // By name: the accounts know of their sessions, not the other way round.
  @ForeignKey('User', { name: 'sessions_user_id_fk', onDelete: 'CASCADE' })
  @Column({ name: 'user_id', type: 'uuid' })
  userId: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  /** When it was ended before its time: sign-out, new password, deactivation, by an administrator. */
  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt: Date | null;

  /** The address the sign-in came from. */
  @Column({ name: 'ip_address', type: 'text', nullable: true })
  ipAddress: string | null;

  /** At most 512 characters. */
  @Column({ name: 'user_agent', type: 'text', nullable: true })
  userAgent: string | null;
}
