import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../problem/api-problems.decorator.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { ApiSignedIn } from '../sessions/api-signed-in.decorator.ts';
import { permissionList, PermissionListDto } from './dto/permission.dto.ts';
import { RequirePermission } from './require-permission.decorator.ts';

/** The catalogue of permissions, over HTTP. */
@ApiTags('Roles')
@ApiSignedIn()
@ApiProblems(problemErrors.FORBIDDEN)
@Controller('permissions')
export class PermissionsController {
  @ApiOperation({
    summary: 'List the permissions',
    description: 'Everything a role can allow, and what it means. Needs `roles:read`.',
  })
  @ApiOkResponse({ type: PermissionListDto, description: 'All permissions.' })
  @RequirePermission('roles:read')
  @Get()
  list(): PermissionListDto {
    return permissionList();
  }
}
