import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiSignedIn } from '../access/api-signed-in.decorator.ts';
import { RequirePermission } from '../access/require-permission.decorator.ts';
import { ApiProblems } from '../problem/api-problems.decorator.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { permissionList, PermissionListDto } from './dto/permission.dto.ts';

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
