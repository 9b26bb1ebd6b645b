import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** The roles the first migration makes. `Admin` has every permission, `User` none. */
export const SeededRole = { Admin: 'admin', Auditor: 'auditor', User: 'user' } as const;

/** A named set of permissions. */
@Entity('roles')
@Unique('roles_name_uq', ['name'])
export class Role {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'roles_id_pk' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  description: string;

  /** Names from the catalogue of permissions; a name this version does not know allows nothing. */
  @Column({ type: 'text', array: true, default: '{}' })
  permissions: string[];
}

/** Whether the first migration made it; the code, new accounts and the documents know such a role by its name. */
export function isSeededRole({ name }: Pick<Role, 'name'>): boolean {
  return Object.values<string>(SeededRole).includes(name);
}
