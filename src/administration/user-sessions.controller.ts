import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiSignedIn } from '../access/api-signed-in.decorator.ts';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { CurrentUser } from '../access/current-user.decorator.ts';
import { RequirePermission } from '../access/require-permission.decorator.ts';
import { AuditAction, AuditCategory, Audited } from '../audit/index.ts';
import { ApiProblems } from '../problem/api-problems.decorator.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { UuidPipe } from '../problem/uuid.pipe.ts';
import { usersErrors } from '../users/users.errors.ts';
import { administrationErrors } from './administration.errors.ts';
import { ListSessionsDto } from './dto/list-sessions.dto.ts';
import { EndedSessionsDto, SessionPageDto, toSessionDto } from './dto/session.dto.ts';
import { USER_ID } from './route-parameters.ts';
import { UserSessionsService } from './user-sessions.service.ts';

const SESSION_ID = {
  name: 'sessionId',
  description: 'The id of the session, a UUID.',
  example: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
};

/** Where users are signed in, over HTTP. */
@ApiTags('Administration')
@ApiSignedIn()
@ApiProblems(problemErrors.VALIDATION_FAILED, problemErrors.FORBIDDEN)
@Controller('users/:id/sessions')
export class UserSessionsController {
  constructor(private readonly sessions: UserSessionsService) {}

  @ApiOperation({
    summary: 'List the sessions of a user',
    description: 'One page, newest first; only those that are open unless asked for `all`. Needs `system:read`.',
  })
  @ApiParam(USER_ID)
  @ApiProblems(usersErrors.USER_NOT_FOUND)
  @ApiOkResponse({ type: SessionPageDto, description: 'One page of sessions.' })
  @RequirePermission('system:read')
  @Get()
  async list(
    @Param('id', UuidPipe) id: string,
    @Query() query: ListSessionsDto,
    @CurrentUser() caller: AuthenticatedUser,
  ): Promise<SessionPageDto> {
    const [sessions, total] = await this.sessions.list(id, query);
    const { limit, page } = query;
    return { data: sessions.map((session) => toSessionDto(session, caller)), pagination: { limit, page, total } };
  }

  @ApiOperation({
    summary: 'End a session of a user',
    description: 'Its access token is worth nothing from now on. Needs `system:write`.',
  })
  @ApiParam(USER_ID)
  @ApiParam(SESSION_ID)
  @ApiProblems(usersErrors.USER_NOT_FOUND, administrationErrors.SESSION_NOT_FOUND)
  @ApiNoContentResponse({ description: 'The session has ended.' })
  @RequirePermission('system:write')
  @Audited<UserSessionsController['end']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Revoke,
    resource: 'session',
    resourceId: ({ params }) => params['sessionId'],
  })
  @Delete(':sessionId')
  @HttpCode(204)
  end(@Param('id', UuidPipe) id: string, @Param('sessionId', UuidPipe) sessionId: string): Promise<void> {
    return this.sessions.end(id, sessionId);
  }

  @ApiOperation({
    summary: 'End all sessions of a user',
    description: 'Signs the user out everywhere; signing in again stays possible. Needs `system:write`.',
  })
  @ApiParam(USER_ID)
  @ApiProblems(usersErrors.USER_NOT_FOUND)
  @ApiOkResponse({ type: EndedSessionsDto, description: 'How many sessions were open.' })
  @RequirePermission('system:write')
  @Audited<UserSessionsController['endAll']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Revoke,
    resource: 'session',
    object: ({ params }) => `all sessions of user ${params['id']}`,
  })
  @Delete()
  async endAll(@Param('id', UuidPipe) id: string): Promise<EndedSessionsDto> {
    return { endedSessions: await this.sessions.endAll(id) };
  }
}
