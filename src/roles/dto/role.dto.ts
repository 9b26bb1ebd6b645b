import { PaginationDto } from '../../paging/pagination.dto.ts';
import { isSeededRole, type Role } from '../role.entity.ts';

/** A role together with how many users have it, active or not. */
export interface RoleInUse {
  readonly role: Role;
  readonly userCount: number;
}

/** A role, as it is answered. */
export class RoleDto {
  /** The id of the role.
   * @example "5c0e1a54-92c8-4b7e-8d5b-3f2f6f2b9a10" */
  readonly id: string;

  /** Its name, which no other role has.
   * @example "data-steward" */
  readonly name: string;

  /** What the role is for.
   * @example "Uploads data and reconciles it." */
  readonly description: string;

  /** What the role allows, sorted.
   * @example ["data:read", "data:upload"] */
  readonly permissions: string[];

  /** Whether the application came with it; such a role can be neither renamed nor deleted.
   * @example false */
  readonly isSeeded: boolean;

  /** How many users have it, active or not.
   * @example 3 */
  readonly userCount: number;
}

/** One page of roles. */
export class RolePageDto {
  readonly data: RoleDto[];

  readonly pagination: PaginationDto;
}

/** Names what may be answered, field by field, so that a new column is not published by accident. */
export function toRoleDto({ role, userCount }: RoleInUse): RoleDto {
  const { id, name, description } = role;
  return { id, name, description, permissions: role.permissions.toSorted(), isSeeded: isSeededRole(role), userCount };
}
