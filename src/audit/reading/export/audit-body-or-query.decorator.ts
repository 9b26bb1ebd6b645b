import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AuditQueryPipe } from '../audit-query.pipe.ts';

const RawBodyOrQuery = createParamDecorator((_: unknown, context: ExecutionContext): unknown => {
  const { body, query } = context.switchToHttp().getRequest<{ readonly body?: unknown; readonly query: object }>();
  return body === undefined || body === null ? query : Array.isArray(body) ? body : { ...query, ...body };
});

/**
 * What a request says in its body, as JSON, or in its query, checked by the class of the parameter. As `@AuditQuery()` it
 * is left alone by the global pipes of the host.
 */
export function AuditBodyOrQuery(): ParameterDecorator {
  return RawBodyOrQuery(new AuditQueryPipe());
}
