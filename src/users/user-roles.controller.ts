import { Controller, Delete, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiSignedIn } from '../access/api-signed-in.decorator.ts';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { CurrentUser } from '../access/current-user.decorator.ts';
import { RequirePermission } from '../access/require-permission.decorator.ts';
import { AuditAction, AuditCategory, Audited } from '../audit/index.ts';
import { ApiProblems } from '../problem/api-problems.decorator.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { UuidPipe } from '../problem/uuid.pipe.ts';
import { rolesErrors } from '../roles/roles.errors.ts';
import { toUserDto, UserDto } from './dto/user.dto.ts';
import { UserRolesService } from './user-roles.service.ts';
import { usersErrors } from './users.errors.ts';

const USER = {
  name: 'id',
  description: 'The id of the user, a UUID.',
  example: '0b1f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11',
};
const ROLE = {
  name: 'roleId',
  description: 'The id of the role, a UUID.',
  example: '5c0e1a54-92c8-4b7e-8d5b-3f2f6f2b9a10',
};

/** The roles of a user, over HTTP. */
@ApiTags('Roles')
@ApiSignedIn()
@ApiProblems(problemErrors.VALIDATION_FAILED, problemErrors.FORBIDDEN)
@Controller('users/:id/roles')
export class UserRolesController {
  constructor(private readonly userRoles: UserRolesService) {}

  @ApiOperation({
    summary: 'Assign a role to a user',
    description:
      'Counts from the next request of the user; changes nothing when the user has the role already. Only a role ' +
      'whose permissions the caller has as well can be assigned. Needs `roles:assign`.',
  })
  @ApiParam(USER)
  @ApiParam(ROLE)
  @ApiProblems(
    problemErrors.FORBIDDEN,
    rolesErrors.PERMISSION_NOT_HELD,
    rolesErrors.ROLE_NOT_FOUND,
    usersErrors.USER_NOT_FOUND,
  )
  @ApiOkResponse({ type: UserDto, description: 'The user as it is now.' })
  @RequirePermission('roles:assign')
  @Audited<UserRolesController['assign']>({
    category: AuditCategory.RolePermission,
    action: AuditAction.Assign,
    resource: 'role',
    resourceId: ({ params }) => params['roleId'],
    object: ({ params }) => `role ${params['roleId']} to user ${params['id']}`,
    metadata: ({ params }) => ({ user: { id: params['id'] } }),
  })
  @Put(':roleId')
  async assign(
    @Param('id', UuidPipe) userId: string,
    @Param('roleId', UuidPipe) roleId: string,
    @CurrentUser() by: AuthenticatedUser,
  ): Promise<UserDto> {
    return toUserDto(await this.userRoles.assign({ userId, roleId }, by));
  }

  @ApiOperation({
    summary: 'Revoke a role from a user',
    description:
      'Counts from the next request of the user. Not possible for the role `admin` of the last active administrator, ' +
      'and for roles that allow more than your own, but your own roles you can give up. Needs `roles:assign`.',
  })
  @ApiParam(USER)
  @ApiParam(ROLE)
  @ApiProblems(
    problemErrors.FORBIDDEN,
    rolesErrors.PERMISSION_NOT_HELD,
    rolesErrors.ROLE_NOT_FOUND,
    rolesErrors.ROLE_NOT_ASSIGNED,
    usersErrors.USER_NOT_FOUND,
    usersErrors.LAST_ADMIN,
  )
  @ApiOkResponse({ type: UserDto, description: 'The user as it is now.' })
  @RequirePermission('roles:assign')
  @Audited<UserRolesController['revoke']>({
    category: AuditCategory.RolePermission,
    action: AuditAction.Revoke,
    resource: 'role',
    resourceId: ({ params }) => params['roleId'],
    object: ({ params }) => `role ${params['roleId']} from user ${params['id']}`,
    metadata: ({ params }) => ({ user: { id: params['id'] } }),
  })
  @Delete(':roleId')
  async revoke(
    @Param('id', UuidPipe) userId: string,
    @Param('roleId', UuidPipe) roleId: string,
    @CurrentUser() by: AuthenticatedUser,
  ): Promise<UserDto> {
    return toUserDto(await this.userRoles.revoke({ userId, roleId }, by));
  }
}
