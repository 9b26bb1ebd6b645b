import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { ApiSignedIn } from '../access/api-signed-in.decorator.ts';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { CurrentUser } from '../access/current-user.decorator.ts';
import { RequirePermission } from '../access/require-permission.decorator.ts';
import { AuditAction, AuditCategory, Audited } from '../audit/index.ts';
import { PageQueryDto } from '../paging/page-query.dto.ts';
import { ApiProblems } from '../problem/api-problems.decorator.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { UuidPipe } from '../problem/uuid.pipe.ts';
import { CreateRoleDto } from './dto/create-role.dto.ts';
import { RoleDto, RolePageDto, toRoleDto } from './dto/role.dto.ts';
import { SetPermissionsDto } from './dto/set-permissions.dto.ts';
import { UpdateRoleDto } from './dto/update-role.dto.ts';
import { rolesErrors } from './roles.errors.ts';
import { RolesService } from './roles.service.ts';

const ID = { name: 'id', description: 'The id of the role, a UUID.', example: '5c0e1a54-92c8-4b7e-8d5b-3f2f6f2b9a10' };

/** The roles, over HTTP. */
@ApiTags('Roles')
@ApiSignedIn()
@ApiProblems(problemErrors.VALIDATION_FAILED, problemErrors.FORBIDDEN)
@Controller('roles')
export class RolesController {
  constructor(private readonly roles: RolesService) {}

  @ApiOperation({
    summary: 'List the roles',
    description: 'One page, sorted by name, each with the number of users who have it. Needs `roles:read`.',
  })
  @ApiOkResponse({ type: RolePageDto, description: 'One page of roles.' })
  @RequirePermission('roles:read')
  @Get()
  async list(@Query() query: PageQueryDto): Promise<RolePageDto> {
    const { roles, total } = await this.roles.list(query);
    const { limit, page } = query;
    return { data: roles.map((role) => toRoleDto(role)), pagination: { limit, page, total } };
  }

  @ApiOperation({ summary: 'Read a role', description: 'Needs `roles:read`.' })
  @ApiParam(ID)
  @ApiProblems(rolesErrors.ROLE_NOT_FOUND)
  @ApiOkResponse({ type: RoleDto, description: 'The role.' })
  @RequirePermission('roles:read')
  @Get(':id')
  async get(@Param('id', UuidPipe) id: string): Promise<RoleDto> {
    return toRoleDto(await this.roles.get(id));
  }

  @ApiOperation({
    summary: 'Create a role',
    description: 'It can hold only permissions the caller has as well. Needs `roles:write`.',
  })
  @ApiProblems(problemErrors.FORBIDDEN, rolesErrors.PERMISSION_NOT_HELD, rolesErrors.ROLE_NAME_TAKEN)
  @ApiCreatedResponse({ type: RoleDto, description: 'The new role.' })
  @RequirePermission('roles:write')
  @Audited<RolesController['create']>({
    category: AuditCategory.RolePermission,
    action: AuditAction.Create,
    resource: 'role',
    resourceId: ({ result }) => result?.id,
    object: ({ args }) => args && `role ${args[0].name}`,
    metadata: ({ args }) => args && { permissions: args[0].permissions.toSorted() },
  })
  @Post()
  async create(@Body() body: CreateRoleDto, @CurrentUser() by: AuthenticatedUser): Promise<RoleDto> {
    return toRoleDto(await this.roles.create(body, by));
  }

  @ApiOperation({
    summary: 'Change a role',
    description:
      'Changes the name, the description, or both. The roles `admin`, `auditor` and `user` keep their names. ' +
      'Needs `roles:write`.',
  })
  @ApiParam(ID)
  @ApiProblems(rolesErrors.ROLE_NOT_FOUND, rolesErrors.ROLE_NAME_TAKEN, rolesErrors.ROLE_PROTECTED)
  @ApiOkResponse({ type: RoleDto, description: 'The role as it is now.' })
  @RequirePermission('roles:write')
  @Audited<RolesController['update']>({
    category: AuditCategory.RolePermission,
    action: AuditAction.Update,
    resource: 'role',
  })
  @Patch(':id')
  async update(@Param('id', UuidPipe) id: string, @Body() body: UpdateRoleDto): Promise<RoleDto> {
    return toRoleDto(await this.roles.update(id, body));
  }

  @ApiOperation({
    summary: 'Delete a role',
    description:
      'Not possible while anybody has it, and for the roles `admin`, `auditor` and `user`. Needs `roles:write`.',
  })
  @ApiParam(ID)
  @ApiProblems(rolesErrors.ROLE_NOT_FOUND, rolesErrors.ROLE_IN_USE, rolesErrors.ROLE_PROTECTED)
  @ApiNoContentResponse({ description: 'The role is gone.' })
  @RequirePermission('roles:write')
  @Audited<RolesController['delete']>({
    category: AuditCategory.RolePermission,
    action: AuditAction.Delete,
    resource: 'role',
  })
  @Delete(':id')
  @HttpCode(204)
  delete(@Param('id', UuidPipe) id: string): Promise<void> {
    return this.roles.delete(id);
  }

  @ApiOperation({
    summary: 'Set the permissions of a role',
    description:
      'Replaces them all; it counts from the next request of everybody who has the role. Only permissions the caller ' +
      'has can be added, any can be withdrawn. The role `admin` keeps all permissions. Needs `roles:write`.',
  })
  @ApiParam(ID)
  @ApiProblems(
    problemErrors.FORBIDDEN,
    rolesErrors.PERMISSION_NOT_HELD,
    rolesErrors.ROLE_NOT_FOUND,
    rolesErrors.ROLE_PROTECTED,
  )
  @ApiOkResponse({ type: RoleDto, description: 'The role as it is now.' })
  @RequirePermission('roles:write')
  @Audited<RolesController['setPermissions']>({
    category: AuditCategory.RolePermission,
    action: AuditAction.Update,
    resource: 'role',
  })
  @Put(':id/permissions')
  async setPermissions(
    @Param('id', UuidPipe) id: string,
    @Body() { permissions }: SetPermissionsDto,
    @CurrentUser() by: AuthenticatedUser,
  ): Promise<RoleDto> {
    return toRoleDto(await this.roles.setPermissions({ id, permissions, by }));
  }
}
