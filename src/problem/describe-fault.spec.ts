import { QueryFailedError } from 'typeorm';
import { describeFault } from './describe-fault.ts';

describe('describeFault', () => {
  it('should hold the stack of the error and of what caused it', () => {
    const text = describeFault(new Error('outer', { cause: new TypeError('inner') }));
    expect(text).toMatch(/^Error: outer\n {4}at .+\nCaused by: TypeError: inner\n/s);
  });

  it('should not hold the parameters of a failed query', () => {
    const refused = Object.assign(new Error('value too long'), { detail: 'Key (email)=(s3cret)' });
    const error = new QueryFailedError('UPDATE users SET password_hash = $1', ['s3cret'], refused);
    expect(describeFault(new Error('outer', { cause: error }))).toContain('value too long');
    expect(describeFault(error)).not.toContain('s3cret');
  });

  it('should not write out what was thrown instead of an error', () => {
    expect(describeFault({ password: 's3cret' })).toBe('a thrown object, not an Error');
  });

  it('should come to an end when causes go round in a circle', () => {
    const error = new Error('round');
    error.cause = error;
    expect(describeFault(error).match(/Error: round/g)).toHaveLength(5);
  });
});
