import { Body, Controller, Get, Header, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accessErrors } from '../access/access.errors.ts';
import { AllowedBeforePasswordReset } from '../access/allowed-before-password-reset.decorator.ts';
import { ApiSignedIn } from '../access/api-signed-in.decorator.ts';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { CurrentUser } from '../access/current-user.decorator.ts';
import { Public } from '../access/public.decorator.ts';
import { AuditAction, AuditCategory, Audited } from '../audit/index.ts';
import { ApiProblems } from '../problem/api-problems.decorator.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { clientOf } from '../sessions/client.ts';
import { authErrors } from './auth.errors.ts';
import { ChangePasswordDto } from './dto/change-password.dto.ts';
import { LoginDto } from './dto/login.dto.ts';
import { SignedInDto, SignedInUserDto, toSignedInUserDto } from './dto/signed-in.dto.ts';
import { OwnPageCheck } from './own-page-check.ts';
import { PasswordChangeService } from './password-change.service.ts';
import { clearSessionCookie, isByCookie, setSessionCookie } from './session-cookie.ts';
import { SignInRateLimitGuard } from './sign-in-rate-limit.guard.ts';
import { SignInService } from './sign-in.service.ts';

/** Signing in and out, and what belongs to one's own sign-in. */
@ApiTags('Authentication')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly signIns: SignInService,
    private readonly passwords: PasswordChangeService,
    private readonly ownPage: OwnPageCheck,
  ) {}

  @ApiOperation({
    summary: 'Sign in',
    description:
      'Begins a session of `session.length_minutes`. A wrong password, an unknown address, a locked and a deactivated ' +
      'account are all answered alike. `sign_in.failures_to_lock` wrong passwords in a row lock an account for ' +
      '`sign_in.lock_minutes`; these are settings. With `cookie: true` the browser keeps the access token in a cookie ' +
      'that no script can read, and the answer does not have it; only a page of this server may ask for that.',
  })
  @ApiOkResponse({ type: SignedInDto, description: 'The access token of the new session.' })
  @ApiProblems(
    problemErrors.VALIDATION_FAILED,
    authErrors.SIGN_IN_FAILED,
    accessErrors.OTHER_SITE,
    problemErrors.TOO_MANY_REQUESTS,
  )
  @Public()
  @UseGuards(SignInRateLimitGuard)
  @Audited<AuthController['login']>({
    category: AuditCategory.Authentication,
    action: AuditAction.Login,
    resource: 'user',
  })
  @Post('login')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async login(
    @Body() body: LoginDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInDto> {
    const wantsCookie = body.cookie === true;
    if (wantsCookie) this.ownPage.assertAllowed(request);
    const { accessToken, expiresIn, user } = await this.signIns.signIn(body, clientOf(request));
    if (wantsCookie) setSessionCookie(reply, { accessToken, expiresIn });
    return { ...(!wantsCookie && { accessToken }), expiresIn, user: toSignedInUserDto(user) };
  }

  @ApiOperation({
    summary: 'Sign out',
    description:
      'Ends the session: its access token is worth nothing from now on, and the browser forgets the cookie it had it from.',
  })
  @ApiSignedIn()
  @ApiNoContentResponse({ description: 'The session has ended.' })
  @AllowedBeforePasswordReset()
  @Audited<AuthController['logout']>({
    category: AuditCategory.Authentication,
    action: AuditAction.Logout,
    resource: 'user',
    resourceId: ({ args }) => args?.[0].id,
  })
  @Post('logout')
  @HttpCode(204)
  async logout(
    @CurrentUser() user: AuthenticatedUser,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.signIns.signOut(user);
    if (isByCookie(request)) clearSessionCookie(reply);
  }

  @ApiOperation({
    summary: 'Change the own password',
    description:
      'Ends all other sessions of the user; the one of this request goes on, and may do everything again if an ' +
      'administrator has required the new password. A wrong current password counts like a failed sign-in.',
  })
  @ApiSignedIn()
  @ApiNoContentResponse({ description: 'The new password counts from now on.' })
  @ApiProblems(problemErrors.VALIDATION_FAILED, authErrors.CURRENT_PASSWORD_WRONG, problemErrors.TOO_MANY_REQUESTS)
  @AllowedBeforePasswordReset()
  @UseGuards(SignInRateLimitGuard)
  @Audited<AuthController['changePassword']>({
    category: AuditCategory.Authentication,
    action: AuditAction.PasswordChange,
    resource: 'user',
    resourceId: ({ args }) => args?.[1].id,
    object: ({ args }) => args && `user ${args[1].email}`,
  })
  @Post('password')
  @HttpCode(204)
  changePassword(@Body() body: ChangePasswordDto, @CurrentUser() user: AuthenticatedUser): Promise<void> {
    return this.passwords.changePassword(user, body);
  }

  @ApiOperation({ summary: 'Who is signed in', description: 'The user of the access token, and what it may do.' })
  @ApiSignedIn()
  @ApiOkResponse({ type: SignedInUserDto, description: 'The signed-in user.' })
  @AllowedBeforePasswordReset()
  @Get('me')
  @Header('Cache-Control', 'no-store')
  me(@CurrentUser() user: AuthenticatedUser): SignedInUserDto {
    return toSignedInUserDto(user);
  }
}
