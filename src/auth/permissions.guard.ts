import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { RequirePermission } from '../access/require-permission.decorator.ts';
import { AuditService } from '../audit/index.ts';
import { AppError } from '../problem/app-error.ts';
import { problemErrors } from '../problem/problem.errors.ts';

/** Holds routes to their `@RequirePermission()`. Runs after the authentication guard. */
@Injectable()
export class PermissionsGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly audit: AuditService,
  ) {}

  /** @throws {AppError} FORBIDDEN, naming the permission that is missing */
  canActivate(context: ExecutionContext): boolean {
    const required = this.reflector.getAllAndOverride(RequirePermission, [context.getHandler(), context.getClass()]);
    if (required === undefined) return true;
    const { user } = context.switchToHttp().getRequest<FastifyRequest>();
    if (user?.permissions.includes(required) === true) return true;
    this.audit.annotate({ reason: `permission ${required} is missing` });
    throw new AppError(problemErrors.FORBIDDEN, {
      message: `This needs the permission ${required}. Ask an administrator for a role that has it.`,
    });
  }
}
