import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accessErrors } from '../access/access.errors.ts';
import { AllowedBeforePasswordReset } from '../access/allowed-before-password-reset.decorator.ts';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { Public } from '../access/public.decorator.ts';
import { AuditService } from '../audit/index.ts';
import { AppError } from '../problem/app-error.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { AccessTokens, bearerToken } from './access-tokens.ts';
import { OwnPageCheck } from './own-page-check.ts';
import { clearSessionCookie, isByCookie, readSessionCookie } from './session-cookie.ts';
import { SignedInRepository } from './signed-in.repository.ts';
import { toAuthenticatedUser } from './to-authenticated-user.ts';

/**
 * Lets only signed-in callers through, except to what is `@Public()`, and puts the user on the request. The token comes
 * in the `Authorization` header, or else in the cookie, which counts for requests of the own page only. Those who have to
 * set a new password only get to what is `@AllowedBeforePasswordReset()`.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: AccessTokens,
    private readonly signedIn: SignedInRepository,
    private readonly ownPage: OwnPageCheck,
    private readonly audit: AuditService,
  ) {}

  /**
   * @throws {AppError} UNAUTHENTICATED without a token, TOKEN_INVALID, SESSION_ENDED, OTHER_SITE, PASSWORD_RESET_REQUIRED
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride(Public, route)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.user = isByCookie(request)
      ? await this.authenticateCookie(request, context.switchToHttp().getResponse<FastifyReply>())
      : await this.authenticateHeader(request.headers.authorization);
    if (isByCookie(request)) this.ownPage.assertAllowed(request);
    if (!request.user.passwordResetRequired) return true;
    if (this.reflector.getAllAndOverride(AllowedBeforePasswordReset, route)) return true;
    return this.refuse('a new password has to be set first', accessErrors.PASSWORD_RESET_REQUIRED);
  }

  private authenticateHeader(header: string | undefined): Promise<AuthenticatedUser> {
    if (header === undefined) return this.refuse('no access token was sent', problemErrors.UNAUTHENTICATED);
    return this.authenticate(bearerToken(header));
  }

  /** A cookie that is worth nothing any more is taken back. */
  private async authenticateCookie(request: FastifyRequest, reply: FastifyReply): Promise<AuthenticatedUser> {
    try {
      return await this.authenticate(bearerToken(`Bearer ${readSessionCookie(request) ?? ''}`));
    } catch (error) {
      if (error instanceof AppError) clearSessionCookie(reply);
      throw error;
    }
  }

  private async authenticate(token: string | undefined): Promise<AuthenticatedUser> {
    const claims = token === undefined ? undefined : await this.tokens.verify(token);
    if (claims === undefined) return this.refuse('the access token is not valid', accessErrors.TOKEN_INVALID);
    const user = await this.signedIn.findUser(claims);
    if (user === null) return this.refuse('the session has ended', accessErrors.SESSION_ENDED);
    return toAuthenticatedUser(user, claims.sessionId);
  }

  private refuse(reason: string, spec: ConstructorParameters<typeof AppError>[0]): never {
    this.audit.annotate({ reason });
    throw new AppError(spec);
  }
}
