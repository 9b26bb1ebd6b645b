import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiSignedIn } from '../access/api-signed-in.decorator.ts';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { CurrentUser } from '../access/current-user.decorator.ts';
import { RequirePermission } from '../access/require-permission.decorator.ts';
import { AuditAction, AuditCategory, Audited } from '../audit/index.ts';
import { ApiProblems } from '../problem/api-problems.decorator.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { UuidPipe } from '../problem/uuid.pipe.ts';
import { toUserDto, UserDto } from '../users/dto/user.dto.ts';
import { usersErrors } from '../users/users.errors.ts';
import { administrationErrors } from './administration.errors.ts';
import { USER_ID } from './route-parameters.ts';
import { UserAccessService } from './user-access.service.ts';

/** On what terms users may come in, over HTTP. */
@ApiTags('Administration')
@ApiSignedIn()
@ApiProblems(problemErrors.VALIDATION_FAILED, problemErrors.FORBIDDEN)
@Controller('users/:id')
export class UserAccessController {
  constructor(private readonly access: UserAccessService) {}

  @ApiOperation({
    summary: 'Require a new password of a user',
    description:
      'Ends all sessions of the user. Signing in with the old password stays possible, but then every route except ' +
      'GET /auth/me, POST /auth/logout and POST /auth/password answers 403 PASSWORD_RESET_REQUIRED until the password ' +
      'is changed. Not possible for your own account. Needs `system:write`.',
  })
  @ApiParam(USER_ID)
  @ApiProblems(usersErrors.USER_NOT_FOUND, administrationErrors.OWN_PASSWORD)
  @ApiOkResponse({ type: UserDto, description: 'The user as it is now.' })
  @RequirePermission('system:write')
  @Audited<UserAccessController['requireNewPassword']>({
    category: AuditCategory.Administrative,
    action: AuditAction.PasswordReset,
    resource: 'user',
  })
  @Post('password-reset')
  @HttpCode(200)
  async requireNewPassword(@Param('id', UuidPipe) id: string, @CurrentUser() by: AuthenticatedUser): Promise<UserDto> {
    return toUserDto(await this.access.requireNewPassword(id, by));
  }

  @ApiOperation({
    summary: 'Unlock a user',
    description: 'Lifts the lock that too many failed sign-ins have put on the account. Needs `system:write`.',
  })
  @ApiParam(USER_ID)
  @ApiProblems(usersErrors.USER_NOT_FOUND, administrationErrors.ACCOUNT_NOT_LOCKED)
  @ApiOkResponse({ type: UserDto, description: 'The user as it is now.' })
  @RequirePermission('system:write')
  @Audited<UserAccessController['unlock']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Unlock,
    resource: 'user',
  })
  @Post('unlock')
  @HttpCode(200)
  async unlock(@Param('id', UuidPipe) id: string): Promise<UserDto> {
    return toUserDto(await this.access.unlock(id));
  }
}
