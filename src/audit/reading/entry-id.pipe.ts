import { ParseUUIDPipe } from '@nestjs/common';
import { AuditError } from '../audit.errors.ts';

/** The id of an entry in the address of a route; AUDIT_QUERY_INVALID when it can't be one. */
export const entryIdPipe = new ParseUUIDPipe({
  exceptionFactory: (reason) => new AuditError('AUDIT_QUERY_INVALID', { errors: [{ field: 'id', reason }] }),
});
