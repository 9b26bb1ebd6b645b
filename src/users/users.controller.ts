import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
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
import { ApiProblems } from '../problem/api-problems.decorator.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { UuidPipe } from '../problem/uuid.pipe.ts';
import { CreateUserDto } from './dto/create-user.dto.ts';
import { ListUsersDto } from './dto/list-users.dto.ts';
import { UpdateUserDto } from './dto/update-user.dto.ts';
import { toUserDto, UserDto, UserPageDto } from './dto/user.dto.ts';
import { usersErrors } from './users.errors.ts';
import { UsersService } from './users.service.ts';

const ID = { name: 'id', description: 'The id of the user, a UUID.', example: '0b1f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11' };

/** The accounts, over HTTP. */
@ApiTags('Users')
@ApiSignedIn()
@ApiProblems(problemErrors.VALIDATION_FAILED, problemErrors.FORBIDDEN)
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @ApiOperation({
    summary: 'List the users',
    description: 'One page, oldest account first. Needs `users:read`.',
  })
  @ApiOkResponse({ type: UserPageDto, description: 'One page of users.' })
  @RequirePermission('users:read')
  @Get()
  async list(@Query() query: ListUsersDto): Promise<UserPageDto> {
    const [users, total] = await this.users.list(query);
    const { limit, page } = query;
    return { data: users.map((user) => toUserDto(user)), pagination: { limit, page, total } };
  }

  @ApiOperation({ summary: 'Read a user', description: 'Needs `users:read`.' })
  @ApiParam(ID)
  @ApiProblems(usersErrors.USER_NOT_FOUND)
  @ApiOkResponse({ type: UserDto, description: 'The user.' })
  @RequirePermission('users:read')
  @Get(':id')
  async get(@Param('id', UuidPipe) id: string): Promise<UserDto> {
    return toUserDto(await this.users.get(id));
  }

  @ApiOperation({
    summary: 'Create a user',
    description: 'The new account is active and has the role `user`. Needs `users:write`.',
  })
  @ApiProblems(usersErrors.EMAIL_TAKEN)
  @ApiCreatedResponse({ type: UserDto, description: 'The new user.' })
  @RequirePermission('users:write')
  @Audited<UsersController['create']>({
    category: AuditCategory.UserManagement,
    action: AuditAction.Create,
    resource: 'user',
    resourceId: ({ result }) => result?.id,
    object: ({ args }) => args && `user ${args[0].email}`,
  })
  @Post()
  async create(@Body() body: CreateUserDto): Promise<UserDto> {
    return toUserDto(await this.users.create(body));
  }

  @ApiOperation({
    summary: 'Change a user',
    description: 'Changes the e-mail address, the name, or both. Needs `users:write`.',
  })
  @ApiParam(ID)
  @ApiProblems(usersErrors.USER_NOT_FOUND, usersErrors.EMAIL_TAKEN)
  @ApiOkResponse({ type: UserDto, description: 'The user as it is now.' })
  @RequirePermission('users:write')
  @Audited<UsersController['update']>({
    category: AuditCategory.UserManagement,
    action: AuditAction.Update,
    resource: 'user',
  })
  @Patch(':id')
  async update(@Param('id', UuidPipe) id: string, @Body() body: UpdateUserDto): Promise<UserDto> {
    return toUserDto(await this.users.update(id, body));
  }

  @ApiOperation({
    summary: 'Delete a user',
    description:
      'Deletes the account with its sessions; its entries in the audit log stay. Not possible for your own account ' +
      'and for the last active administrator. Needs `users:write`.',
  })
  @ApiParam(ID)
  @ApiProblems(usersErrors.USER_NOT_FOUND, usersErrors.OWN_ACCOUNT, usersErrors.LAST_ADMIN)
  @ApiNoContentResponse({ description: 'The user is gone.' })
  @RequirePermission('users:write')
  @Audited<UsersController['delete']>({
    category: AuditCategory.UserManagement,
    action: AuditAction.Delete,
    resource: 'user',
  })
  @Delete(':id')
  @HttpCode(204)
  delete(@Param('id', UuidPipe) id: string, @CurrentUser() by: AuthenticatedUser): Promise<void> {
    return this.users.delete(id, by);
  }

  @ApiOperation({
    summary: 'Activate a user',
    description: 'Lets the account sign in again and lifts a lock put on it by failed sign-ins. Needs `users:write`.',
  })
  @ApiParam(ID)
  @ApiProblems(usersErrors.USER_NOT_FOUND)
  @ApiOkResponse({ type: UserDto, description: 'The user as it is now.' })
  @RequirePermission('users:write')
  @Audited<UsersController['activate']>({
    category: AuditCategory.UserManagement,
    action: AuditAction.Activate,
    resource: 'user',
  })
  @Post(':id/activate')
  @HttpCode(200)
  async activate(@Param('id', UuidPipe) id: string): Promise<UserDto> {
    return toUserDto(await this.users.activate(id));
  }

  @ApiOperation({
    summary: 'Deactivate a user',
    description:
      'The account can no longer sign in and its sessions end at once. Not possible for your own account and for ' +
      'the last active administrator. Needs `users:write`.',
  })
  @ApiParam(ID)
  @ApiProblems(usersErrors.USER_NOT_FOUND, usersErrors.OWN_ACCOUNT, usersErrors.LAST_ADMIN)
  @ApiOkResponse({ type: UserDto, description: 'The user as it is now.' })
  @RequirePermission('users:write')
  @Audited<UsersController['deactivate']>({
    category: AuditCategory.UserManagement,
    action: AuditAction.Deactivate,
    resource: 'user',
  })
  @Post(':id/deactivate')
  @HttpCode(200)
  async deactivate(@Param('id', UuidPipe) id: string, @CurrentUser() by: AuthenticatedUser): Promise<UserDto> {
    return toUserDto(await this.users.deactivate(id, by));
  }
}
