import { HttpException } from '@nestjs/common';
import { AUDIT_ERRORS, AuditError, type AuditErrorCode } from './audit.errors.ts';

describe('AuditError', () => {
  it.each(Object.entries(AUDIT_ERRORS))('should answer %s as its catalogue says', (code, { status, message }) => {
    const error = new AuditError(code as AuditErrorCode);
    expect(error).toBeInstanceOf(HttpException);
    expect(error).toMatchObject({ name: 'AuditError', code, message });
    expect(error.getStatus()).toBe(status);
    expect(error.getResponse()).toEqual({ statusCode: status, code, message });
    expect(message).toMatch(/[;:] .+\.$/); // what happened, and what to do
  });

  it('should tell which fields are wrong, and keep what caused it for the log only', () => {
    const cause = new Error('secret');
    const errors = [{ field: 'limit', reason: 'limit must not be greater than 200' }];
    const error = new AuditError('AUDIT_QUERY_INVALID', { message: 'Other words.', errors, cause });
    expect(error.getResponse()).toEqual({
      statusCode: 400,
      code: 'AUDIT_QUERY_INVALID',
      message: 'Other words.',
      errors,
    });
    expect(error.cause).toBe(cause);
    expect(JSON.stringify(error.getResponse())).not.toContain('secret');
  });
});
