import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AuditQueryPipe } from './audit-query.pipe.ts';

const RawQuery = createParamDecorator(
  (_: unknown, context: ExecutionContext): unknown => context.switchToHttp().getRequest<{ query: unknown }>().query,
);

const RawBody = createParamDecorator(
  (_: unknown, context: ExecutionContext): unknown =>
    context.switchToHttp().getRequest<{ body?: unknown }>().body ?? {},
);

/**
 * The query of a request to the log, checked by the class of the parameter. Unlike `@Query()` it is left alone by the
 * global pipes of the host, which would refuse wrong queries in a way of their own.
 */
export function AuditQuery(): ParameterDecorator {
  return RawQuery(new AuditQueryPipe());
}

/** The body of a request to the log, as JSON, in the same way. */
export function AuditBody(): ParameterDecorator {
  return RawBody(new AuditQueryPipe());
}
