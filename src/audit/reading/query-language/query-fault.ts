import { AuditError } from '../../audit.errors.ts';

/**
 * The error of a text in the search language that can't be understood.
 * @param at The character it is about, from 1; counted in UTF-16 units, as browsers place a caret.
 * @param reason What was expected there.
 */
export function queryFault(at: number, reason: string): AuditError {
  return new AuditError('AUDIT_QUERY_INVALID', { errors: [{ field: 'q', reason: `character ${at}: ${reason}` }] });
}
