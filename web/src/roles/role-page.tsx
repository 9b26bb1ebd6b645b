import { Button, Group, Modal, Skeleton, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { ActButton } from '../host/act-button.tsx';
import { BusyButton } from '../host/busy-button.tsx';
import { disabledUnless } from '../host/disabled-unless.ts';
import { LogLink } from '../host/log-link.tsx';
import { Section } from '../host/section.tsx';
import { useChange } from '../host/use-change.ts';
import { WayBack } from '../host/way-back.tsx';
import { term } from '../parts/addresses.ts';
import { FailureAlert } from '../parts/failure-alert.tsx';
import { FailureState } from '../parts/failure-state.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { useMay } from '../session/session.ts';
import { text } from '../text/catalogue.ts';
import { PermissionChoice } from './permission-choice.tsx';
import { RoleForm } from './role-form.tsx';
import { deleteRole, type Role, setPermissions, useRole } from './roles-api.ts';

/** The role that keeps all permissions, whatever is asked. */
const ALL_POWERFUL = 'admin';

/** One role: what it is for, what it allows. */
export function RolePage({ id }: { readonly id: string }) {
  const words = text.roles;
  const { data: role, error, refetch } = useRole(id);
  return (
    <PageFrame
      title={role?.name ?? words.one}
      above={<WayBack to="/roles">{words.back}</WayBack>}
      actions={role && <RoleActs role={role} />}
    >
      {error ? (
        <FailureState failure={error} onRetry={() => void refetch()} needs="roles:read" />
      ) : role === undefined ? (
        <Skeleton height={320} radius="md" />
      ) : (
        <>
          <div>
            <Text>{role.description}</Text>
            <Text c="dimmed" size="sm">
              {words.userCount(role.userCount)}
            </Text>
          </div>
          <Permissions role={role} />
        </>
      )}
    </PageFrame>
  );
}

function RoleActs({ role }: { readonly role: Role }) {
  const words = text.roles;
  const mayWrite = useMay('roles:write');
  const [isEditing, editing] = useDisclosure(false);
  const remove = useChange(deleteRole, { done: () => words.done.deleted(role.name), removes: true });
  const navigate = useNavigate();
  return (
    <Group gap="xs">
      <LogLink place={{ query: term('resource', `role/${role.id}`), range: 'all' }} />
      {mayWrite && !role.isSeeded && role.userCount === 0 && (
        <ActButton
          act={remove}
          variables={role.id}
          onDone={() => void navigate('/roles')}
          question={{
            title: words.askDelete(role.name),
            lead: words.deleteLead,
            confirm: words.delete,
            isFinal: true,
          }}
          leftSection={<IconTrash size={18} />}
        >
          {words.delete}
        </ActButton>
      )}
      {mayWrite && (
        <Button leftSection={<IconPencil size={18} />} onClick={editing.open}>
          {words.edit.open}
        </Button>
      )}
      <Modal opened={isEditing} onClose={editing.close} title={words.edit.title}>
        <RoleForm role={role} onDone={editing.close} onCancel={editing.close} />
      </Modal>
    </Group>
  );
}

function Permissions({ role }: { readonly role: Role }) {
  const words = text.roles.permissions;
  const mayWrite = useMay('roles:write');
  const isFixed = role.name === ALL_POWERFUL;
  const [chosen, setChosen] = useState<readonly string[]>(role.permissions);
  const [known, setKnown] = useState(role.permissions);
  if (known.join() !== role.permissions.join()) {
    setKnown(role.permissions);
    setChosen(role.permissions);
  }
  const save = useChange(setPermissions, {
    done: ({ name }) => text.roles.done.permissions(name),
    changesPermissions: true,
  });
  const given = chosen.filter((name) => !role.permissions.includes(name)).length;
  const withdrawn = role.permissions.filter((name) => !chosen.includes(name)).length;
  const isChanged = given + withdrawn > 0;
  return (
    <Section title={words.title} lead={isFixed ? words.fixed : words.lead}>
      <PermissionChoice value={chosen} onChange={setChosen} had={role.permissions} isReadOnly={isFixed || !mayWrite} />
      {save.error && <FailureAlert failure={save.error} />}
      {mayWrite && !isFixed && (
        <Group justify="flex-end" gap="sm">
          <Text size="sm" c="dimmed" aria-live="polite">
            {isChanged ? words.pending(given, withdrawn) : words.unchanged}
          </Text>
          <Button variant="default" {...disabledUnless(isChanged)} onClick={() => setChosen(role.permissions)}>
            {words.discard}
          </Button>
          <BusyButton
            {...disabledUnless(isChanged)}
            isBusy={save.isPending}
            onClick={() => isChanged && save.mutate({ id: role.id, permissions: chosen })}
          >
            {words.save}
          </BusyButton>
        </Group>
      )}
    </Section>
  );
}
