import { Button, Group, Modal, Skeleton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPencil } from '@tabler/icons-react';
import { Facts } from '../host/facts.tsx';
import { LogLink } from '../host/log-link.tsx';
import { WayBack } from '../host/way-back.tsx';
import { term } from '../parts/addresses.ts';
import { FailureState } from '../parts/failure-state.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { TimeText } from '../parts/time-text.tsx';
import { useMay } from '../session/session.ts';
import { text } from '../text/catalogue.ts';
import { EditUserForm } from './edit-user-form.tsx';
import { UserActs } from './user-acts.tsx';
import { UserRoles } from './user-roles.tsx';
import { UserSessions } from './user-sessions.tsx';
import { UserState } from './user-state.tsx';
import { type User, useUser } from './users-api.ts';

/** One account: how it is, what can be done with it, its roles, where it is signed in. */
export function UserPage({ id }: { readonly id: string }) {
  const { data: user, error, refetch } = useUser(id);
  const maySeeRoles = useMay('roles:read');
  const maySeeSessions = useMay('system:read');
  const words = text.users;
  return (
    <PageFrame
      title={user?.name ?? words.one}
      above={<WayBack to="/users">{words.back}</WayBack>}
      actions={user && <Links user={user} />}
    >
      {error ? (
        <FailureState failure={error} onRetry={() => void refetch()} needs="users:read" />
      ) : user === undefined ? (
        <Skeleton height={160} radius="md" />
      ) : (
        <>
          <UserFacts user={user} />
          <UserActs user={user} />
          {maySeeRoles && <UserRoles user={user} />}
          {maySeeSessions && <UserSessions user={user} />}
        </>
      )}
    </PageFrame>
  );
}

function Links({ user }: { readonly user: User }) {
  const words = text.users;
  const mayWrite = useMay('users:write');
  const [isEditing, editing] = useDisclosure(false);
  return (
    <Group gap="xs">
      <LogLink place={{ query: term('resource', `user/${user.id}`), range: 'all' }}>{words.log.about}</LogLink>
      <LogLink place={{ query: term('user', user.id), range: 'all' }}>{words.log.by}</LogLink>
      {mayWrite && (
        <Button leftSection={<IconPencil size={18} />} onClick={editing.open}>
          {words.edit.open}
        </Button>
      )}
      <Modal opened={isEditing} onClose={editing.close} title={words.edit.title}>
        <EditUserForm user={user} onDone={editing.close} onCancel={editing.close} />
      </Modal>
    </Group>
  );
}

function UserFacts({ user }: { readonly user: User }) {
  const words = text.users.facts;
  const { email, lastSignInAt, lockedUntil, createdAt, updatedAt, id } = user;
  return (
    <Facts
      facts={[
        { name: words.email, value: email },
        { name: words.state, value: <UserState user={user} /> },
        { name: words.lastSignIn, value: lastSignInAt === null ? text.host.never : <TimeText at={lastSignInAt} /> },
        ...(lockedUntil === null ? [] : [{ name: words.lockedUntil, value: <TimeText at={lockedUntil} /> }]),
        { name: words.created, value: <TimeText at={createdAt} /> },
        { name: words.changed, value: <TimeText at={updatedAt} /> },
        { name: words.id, value: <code>{id}</code> },
      ]}
    />
  );
}
