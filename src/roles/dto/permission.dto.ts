import { PERMISSIONS } from '../../access/permissions.ts';

/** Something a role can allow. */
export class PermissionDto {
  /** The name roles hold.
   * @example "data:upload" */
  readonly name: string;

  /** What it allows.
   * @example "Upload data and import it." */
  readonly description: string;
}

/** All permissions there are, in the order of the areas they are about. */
export class PermissionListDto {
  readonly data: PermissionDto[];
}

/** The catalogue, as it is answered. */
export function permissionList(): PermissionListDto {
  return { data: Object.entries(PERMISSIONS).map(([name, description]) => ({ name, description })) };
}
