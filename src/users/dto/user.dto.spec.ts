import type { User } from '../user.entity.ts';
import { toUserDto } from './user.dto.ts';

const NOW = new Date('2026-01-01T12:00:00Z');

function user(overrides: Partial<User> = {}): User {
  return {
    id: '0b1f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11',
    email: 'bob@example.com',
    name: 'Bob',
    passwordHash: '$argon2id$secret',
    isActive: true,
    failedSignIns: 3,
    lockedUntil: null,
    passwordResetRequired: false,
    lastSignInAt: null,
    createdAt: NOW,
    updatedAt: NOW,
    roles: [],
    ...overrides,
  };
}

describe('toUserDto', () => {
  it('should not publish the hash or the count of failures', () => {
    const dto = toUserDto(user(), NOW);
    expect(Object.keys(dto)).toEqual(expect.not.arrayContaining(['passwordHash', 'failedSignIns']));
    expect(JSON.stringify(dto)).not.toContain('argon2');
  });

  it('should tell of a lock only while it lasts', () => {
    const lockedUntil = new Date(NOW.getTime() + 1);
    expect(toUserDto(user({ lockedUntil }), NOW).lockedUntil).toBe(lockedUntil);
    expect(toUserDto(user({ lockedUntil }), lockedUntil).lockedUntil).toBeNull();
  });

  it('should sort the names of the roles', () => {
    const roles = ['user', 'admin'].map((name) => ({ id: name, name, description: '', permissions: [] }));
    expect(toUserDto(user({ roles })).roles).toEqual(['admin', 'user']);
  });
});
