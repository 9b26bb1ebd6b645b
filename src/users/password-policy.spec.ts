import type { SettingsService } from '../settings/settings.service.ts';
import { objectionTo, PasswordPolicy } from './password-policy.ts';

const OWNER = { email: 'Bob.Miller@example.com', name: 'Bobby The Miller' };

describe('objectionTo', () => {
  it.each([
    ['bob.miller@example.com', 'must not be the e-mail address'],
    [' BOB.MILLER@EXAMPLE.COM ', 'must not be the e-mail address'],
    ['bobby the miller', 'must not be the name'],
    ['Ｂobby The Miller', 'must not be the name'],
    ['bobby the miller 2', undefined],
    ['bob.miller@example.org', undefined],
    ['fifteen letters', 'must be longer than or equal to 16 characters'],
    ['sixteen letters!', undefined],
    ['🔑'.repeat(15), 'must be longer than or equal to 16 characters'],
    ['🔑'.repeat(16), undefined],
  ])('should say about %j: %s', (password, objection) => {
    expect(objectionTo(password, { owner: OWNER, atLeast: 16 })).toBe(objection);
  });
});

describe(PasswordPolicy.name, () => {
  const asked = jest.fn(() => Promise.resolve(12));
  const policy = new PasswordPolicy({ get: asked } as unknown as SettingsService);
  beforeEach(() => asked.mockClear());

  it('should name the field and not the password', async () => {
    const proposed = { field: 'newPassword', password: OWNER.name, owner: OWNER };
    await expect(policy.assertAcceptable(proposed)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      response: { errors: [{ field: 'newPassword', reason: 'newPassword must not be the name' }] },
    });
  });

  it('should let others pass, and ask what is set each time', async () => {
    const proposed = { field: 'password', password: 'quite another password', owner: OWNER };
    await policy.assertAcceptable(proposed);
    await policy.assertAcceptable(proposed);
    expect(asked.mock.calls).toEqual([['password.min_length'], ['password.min_length']]);
  });
});
