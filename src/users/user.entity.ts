import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinTable,
  ManyToMany,
  PrimaryGeneratedColumn,
  type Relation,
  UpdateDateColumn,
} from 'typeorm';
import { Role } from '../roles/role.entity.ts';

/** An account. */
@Entity('users')
@Index('users_created_at_id_idx', ['createdAt', 'id'])
@Index('users_email_uq', { synchronize: false }) // on lower(email), which TypeORM cannot say
export class User {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'users_id_pk' })
  id: string;

  /** As it was typed; unique without regard to case. */
  @Column({ type: 'text' })
  email: string;

  @Column({ type: 'text' })
  name: string;

  /** argon2id in PHC format. Not loaded unless asked for by name, so that it cannot slip into an answer. */
  @Column({ name: 'password_hash', type: 'text', select: false })
  passwordHash: string;

  /** An account that is not active cannot sign in, and its sessions are worth nothing. */
  @Column({ name: 'is_active', type: 'boolean', default: true })
  isActive: boolean;

  /** Failures in a row; a success sets it back to 0. */
  @Column({ name: 'failed_sign_ins', type: 'integer', default: 0 })
  failedSignIns: number;

  /** Until when sign-ins are refused after too many failures. */
  @Column({ name: 'locked_until', type: 'timestamptz', nullable: true })
  lockedUntil: Date | null;

  /** Until the person has set a new password, the account can do nothing else. */
  @Column({ name: 'password_reset_required', type: 'boolean', default: false })
  passwordResetRequired: boolean;

  @Column({ name: 'last_sign_in_at', type: 'timestamptz', nullable: true })
  lastSignInAt: Date | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;

  @ManyToMany(() => Role)
  @JoinTable({
    name: 'user_roles',
    synchronize: false, // TypeORM would add a second index on the first column of the primary key
    joinColumn: { name: 'user_id', foreignKeyConstraintName: 'user_roles_user_id_fk' },
    inverseJoinColumn: { name: 'role_id', foreignKeyConstraintName: 'user_roles_role_id_fk' },
  })
  roles: Relation<Role>[];
}
