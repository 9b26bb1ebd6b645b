import { Group } from '@mantine/core';
import { IconKey, IconLockOpen, IconTrash, IconUserCheck, IconUserOff } from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import { ActButton } from '../host/act-button.tsx';
import { Section } from '../host/section.tsx';
import { useChange } from '../host/use-change.ts';
import { useMay, usePerson } from '../session/session.ts';
import { text } from '../text/catalogue.ts';
import { type User, userActs } from './users-api.ts';

interface ActProps {
  readonly user: User;
}

/** What can be done with an account, as far as the signed-in person may; nobody can shut themselves out. */
export function UserActs({ user }: ActProps) {
  const mayWrite = useMay('users:write');
  const mayAdminister = useMay('system:write');
  const isOther = usePerson().id !== user.id;
  const acts = [
    mayWrite && isOther && <ActiveOrNot key="active" user={user} />,
    mayAdminister && user.lockedUntil !== null && <Unlock key="unlock" user={user} />,
    mayAdminister && isOther && !user.passwordResetRequired && <RequirePassword key="password" user={user} />,
    mayWrite && isOther && <Delete key="delete" user={user} />,
  ].filter((act) => act !== false);
  if (acts.length === 0) return null;
  return (
    <Section title={text.users.acts.title}>
      <Group gap="xs">{acts}</Group>
    </Section>
  );
}

/** One button for both, so that it keeps the focus. */
function ActiveOrNot({ user: { id, name, isActive } }: ActProps) {
  const words = text.users;
  const activate = useChange(userActs.activate, { done: () => words.done.activated(name) });
  const deactivate = useChange(userActs.deactivate, { done: () => words.done.deactivated(name) });
  return (
    <ActButton
      act={isActive ? deactivate : activate}
      variables={id}
      question={
        isActive
          ? {
              title: words.ask.deactivate.title(name),
              lead: words.ask.deactivate.lead,
              confirm: words.acts.deactivate,
            }
          : undefined
      }
      leftSection={isActive ? <IconUserOff size={18} /> : <IconUserCheck size={18} />}
    >
      {isActive ? words.acts.deactivate : words.acts.activate}
    </ActButton>
  );
}

function Unlock({ user: { id, name } }: ActProps) {
  const words = text.users;
  const unlock = useChange(userActs.unlock, { done: () => words.done.unlocked(name) });
  return (
    <ActButton act={unlock} variables={id} leftSection={<IconLockOpen size={18} />}>
      {words.acts.unlock}
    </ActButton>
  );
}

function RequirePassword({ user: { id, name } }: ActProps) {
  const words = text.users;
  const requirePassword = useChange(userActs.requirePassword, { done: () => words.done.passwordRequired(name) });
  return (
    <ActButton
      act={requirePassword}
      variables={id}
      question={{
        title: words.ask.password.title(name),
        lead: words.ask.password.lead,
        confirm: words.acts.requirePassword,
      }}
      leftSection={<IconKey size={18} />}
    >
      {words.acts.requirePassword}
    </ActButton>
  );
}

function Delete({ user: { id, name } }: ActProps) {
  const words = text.users;
  const remove = useChange(userActs.delete, { done: () => words.done.deleted(name), removes: true });
  const navigate = useNavigate();
  return (
    <ActButton
      act={remove}
      variables={id}
      onDone={() => void navigate('/users')}
      question={{
        title: words.ask.delete.title(name),
        lead: words.ask.delete.lead,
        confirm: words.acts.delete,
        isFinal: true,
      }}
      leftSection={<IconTrash size={18} />}
    >
      {words.acts.delete}
    </ActButton>
  );
}
