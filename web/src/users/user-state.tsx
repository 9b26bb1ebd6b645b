import { Group } from '@mantine/core';
import { StateBadge } from '../host/state-badge.tsx';
import { text } from '../text/catalogue.ts';
import type { User } from './users-api.ts';

/** Whether somebody can sign in, and what stands in the way. */
export function UserState({ user }: { readonly user: User }) {
  const words = text.users.states;
  return (
    <Group gap={6}>
      {user.isActive ? (
        <StateBadge look="fine">{words.active}</StateBadge>
      ) : (
        <StateBadge look="waiting">{words.deactivated}</StateBadge>
      )}
      {user.lockedUntil !== null && <StateBadge look="attention">{words.locked}</StateBadge>}
      {user.passwordResetRequired && <StateBadge look="attention">{words.newPassword}</StateBadge>}
    </Group>
  );
}
