import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { AuditError, type AuditFieldError } from '../audit.errors.ts';
import { AuditLogsFilterDto, AuditLogsQueryDto, DEEPEST_ROW_BY_PAGE } from './audit-logs-query.dto.ts';

const UNKNOWN = 'there is no such parameter';

/**
 * Checks a query of the log, and refuses what it does not know.
 * @throws {AuditError} AUDIT_QUERY_INVALID with a reason for each wrong field
 */
export class AuditQueryPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      validateCustomDecorators: true,
      exceptionFactory: (errors) => new AuditError('AUDIT_QUERY_INVALID', { errors: errors.map(toFieldError) }),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // Names that every object has are taken for fields of the class by what checks it.
    const inherited = Object.keys(value ?? {}).filter((name) => name in Object.prototype);
    if (inherited.length > 0) {
      const errors = inherited.map((field) => ({ field, reason: UNKNOWN }));
      throw new AuditError('AUDIT_QUERY_INVALID', { errors });
    }
    const query: unknown = await super.transform(value, metadata);
    const errors = query instanceof AuditLogsFilterDto ? contradictionsIn(query) : [];
    if (errors.length > 0) throw new AuditError('AUDIT_QUERY_INVALID', { errors });
    return query;
  }
}

function toFieldError({ property, constraints }: ValidationError): AuditFieldError {
  const unknown = constraints?.['whitelistValidation'] !== undefined;
  const reason = unknown ? UNKNOWN : Object.values(constraints ?? {}).join('; ');
  return { field: property, reason };
}

/** What is wrong although each field alone is right. */
function contradictionsIn(query: AuditLogsFilterDto): AuditFieldError[] {
  const errors: AuditFieldError[] = [];
  if (query.from !== undefined && query.to !== undefined && query.from > query.to) {
    errors.push({ field: 'to', reason: 'to must not be before from' });
  }
  if (!(query instanceof AuditLogsQueryDto) || query.page === undefined) return errors;
  if (query.cursor !== undefined) errors.push({ field: 'page', reason: 'give page or cursor, not both' });
  if (query.page * query.limit > DEEPEST_ROW_BY_PAGE) {
    errors.push({ field: 'page', reason: `page reaches row ${DEEPEST_ROW_BY_PAGE} only; use cursor beyond it` });
  }
  return errors;
}
