import { assertAcceptable, objectionTo } from './password-policy.ts';

const OWNER = { email: 'Bob.Miller@example.com', name: 'Bobby The Miller' };

describe('objectionTo', () => {
  it.each([
    ['bob.miller@example.com', 'must not be the e-mail address'],
    [' BOB.MILLER@EXAMPLE.COM ', 'must not be the e-mail address'],
    ['bobby the miller', 'must not be the name'],
    ['Ｂobby The Miller', 'must not be the name'],
    ['bobby the miller 2', undefined],
    ['bob.miller@example.org', undefined],
  ])('should say about %j: %s', (password, objection) => {
    expect(objectionTo(password, OWNER)).toBe(objection);
  });
});

describe('assertAcceptable', () => {
  it('should name the field and not the password', () => {
    expect(() => assertAcceptable('newPassword', OWNER.name, OWNER)).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        response: expect.objectContaining({
          errors: [{ field: 'newPassword', reason: 'newPassword must not be the name' }],
        }),
      }),
    );
  });

  it('should let others pass', () => {
    expect(() => assertAcceptable('password', 'quite another password', OWNER)).not.toThrow();
  });
});
