import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AuditQueryPipe } from '../audit-query.pipe.ts';

const RawParameters = createParamDecorator((_: unknown, context: ExecutionContext): unknown => ({
  ...context.switchToHttp().getRequest<{ readonly params: object }>().params,
}));

/**
 * The parameters in the address of a request to the log, checked by the class of the parameter.
 * @throws {AuditError} AUDIT_QUERY_INVALID with a reason for each wrong one
 */
export function AuditParameters(): ParameterDecorator {
  return RawParameters(new AuditQueryPipe());
}
