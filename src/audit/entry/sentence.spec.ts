import { AuditAction } from './catalogue.ts';
import { sentence, type SentenceParts } from './sentence.ts';

const PARTS: SentenceParts = {
  actor: { type: 'user', label: 'ada@example.com' },
  action: AuditAction.Create,
  object: 'user bob',
  status: 'success',
  reason: undefined,
};

describe('sentence', () => {
  it.each<[parts: Partial<SentenceParts>, expected: string]>([
    [{}, 'ada@example.com created user bob'],
    [{ object: undefined }, 'ada@example.com created'],
    [{ status: 'failure' }, 'ada@example.com tried to create user bob and was refused'],
    [
      { status: 'failure', reason: 'no permission' },
      'ada@example.com tried to create user bob and was refused: no permission',
    ],
    [{ status: 'error' }, 'ada@example.com tried to create user bob and it failed'],
    [
      { status: 'error', reason: 'connection lost' },
      'ada@example.com tried to create user bob and it failed: connection lost',
    ],
    [{ action: AuditAction.Login }, 'ada@example.com signed in'],
    [{ action: AuditAction.Login, status: 'failure' }, 'ada@example.com tried to sign in and was refused'],
    [{ action: AuditAction.PasswordChange }, 'ada@example.com changed the password of user bob'],
    [{ action: AuditAction.PasswordChange, object: undefined }, 'ada@example.com changed the password'],
    [{ action: 'restore' }, 'ada@example.com restored user bob'],
    [{ action: 'restore', status: 'error' }, 'ada@example.com tried to restore user bob and it failed'],
    [{ action: 'shred' }, 'ada@example.com performed "shred" on user bob'],
    [{ action: 'shred', object: undefined }, 'ada@example.com performed "shred"'],
    [{ action: 'shred', status: 'error' }, 'ada@example.com tried to perform "shred" on user bob and it failed'],
    [{ action: 'constructor', object: undefined }, 'ada@example.com performed "constructor"'],
  ])('should say %j as "%s"', (parts, expected) => {
    expect(sentence({ ...PARTS, ...parts })).toBe(expected);
  });

  it.each<[actor: SentenceParts['actor'], name: string]>([
    [{ type: 'user', id: '7' }, 'User 7'],
    [{ type: 'user' }, 'An unknown user'],
    [{ type: 'service', id: '7', label: 'billing' }, 'Service billing'],
    [{ type: 'service', id: '7' }, 'Service 7'],
    [{ type: 'service' }, 'Service without a name'],
    [{ type: 'system' }, 'The system'],
    [{ type: 'system', label: 'The night run' }, 'The night run'],
    [{ type: 'system', id: '7', label: 'ada@example.com' }, 'The system on behalf of ada@example.com'],
    [{ type: 'system', id: '7' }, 'The system on behalf of user 7'],
    [{ type: 'anonymous' }, 'An anonymous caller'],
    [{ type: 'anonymous', label: 'eve' }, 'eve (not signed in)'],
  ])('should name %j "%s"', (actor, name) => {
    expect(sentence({ ...PARTS, actor })).toBe(`${name} created user bob`);
  });

  const eve = { id: '9', label: 'eve@example.com' };

  it.each<[actor: SentenceParts['actor'], name: string]>([
    [{ type: 'user', label: 'ada@example.com', impersonator: eve }, 'eve@example.com as ada@example.com'],
    [{ type: 'user', id: '7', impersonator: eve }, 'eve@example.com as user 7'],
    [{ type: 'user', label: 'ada@example.com', impersonator: { id: '9' } }, 'User 9 as ada@example.com'],
    [{ type: 'service', label: 'Billing', impersonator: eve }, 'eve@example.com as service Billing'],
    [{ type: 'system', label: 'The night run', impersonator: eve }, 'eve@example.com as The night run'],
    [{ type: 'anonymous', impersonator: eve }, 'eve@example.com as an anonymous caller'],
  ])('should name who really acts first in %j: "%s"', (actor, name) => {
    expect(sentence({ ...PARTS, actor })).toBe(`${name} created user bob`);
    expect(sentence({ ...PARTS, actor, status: 'error' })).toBe(`${name} tried to create user bob and it failed`);
    expect(sentence({ ...PARTS, actor, isOutcomeUnknown: true })).toBe(`${name} tried to create user bob`);
  });

  it('should have words for every action of the catalogue', () => {
    for (const action of Object.values(AuditAction)) {
      expect(sentence({ ...PARTS, action })).not.toContain('performed');
    }
  });
});
