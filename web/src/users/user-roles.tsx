import { Group, Text, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import type { Schema } from '../api/client.ts';
import { ActButton } from '../host/act-button.tsx';
import { ChoiceSelect } from '../host/choice-select.tsx';
import { BusyButton } from '../host/busy-button.tsx';
import { disabledUnless } from '../host/disabled-unless.ts';
import { ListTable } from '../host/list-table.tsx';
import { Section } from '../host/section.tsx';
import { tellFailure } from '../host/tell-done.ts';
import { useChange } from '../host/use-change.ts';
import { FailureState } from '../parts/failure-state.tsx';
import { useRoles } from '../roles/roles-api.ts';
import { useMay, usePerson } from '../session/session.ts';
import { text } from '../text/catalogue.ts';
import { giveRole, takeRole, type User } from './users-api.ts';

type Role = Schema<'RoleDto'>;

/** The roles of a user; those that the signed-in person may give and take have their buttons. */
export function UserRoles({ user }: { readonly user: User }) {
  const words = text.users.roles;
  const { data, error, refetch } = useRoles({ page: 1, limit: 200 });
  const mayAssign = useMay('roles:assign');
  const { id: ownId, permissions } = usePerson();
  const isHeld = (role: Role) => role.permissions.every((permission) => permissions.includes(permission));
  const had = data?.data.filter(({ name }) => user.roles.includes(name));
  const others = data?.data.filter((role) => !user.roles.includes(role.name) && isHeld(role)) ?? [];
  return (
    <Section title={words.title} lead={words.lead}>
      {error ? (
        <FailureState failure={error} onRetry={() => void refetch()} />
      ) : (
        <>
          {had?.length === 0 ? (
            <Text c="dimmed">{words.none}</Text>
          ) : (
            <ListTable
              caption={words.title}
              columns={[
                { name: 'name', head: words.name, cell: ({ name }) => name },
                { name: 'description', head: words.description, cell: (role) => role.description, from: 'sm' },
                {
                  name: 'acts',
                  head: <VisuallyHidden>{text.host.acts}</VisuallyHidden>,
                  align: 'end',
                  cell: (role) => mayAssign && (isHeld(role) || user.id === ownId) && <Take user={user} role={role} />,
                },
              ]}
              rows={had}
              keyOf={({ id }) => id}
              addressOf={({ id }) => `/roles/${id}`}
              expected={1}
            />
          )}
          {mayAssign && others.length > 0 && <Give user={user} roles={others} />}
        </>
      )}
    </Section>
  );
}

function Give({ user, roles }: { readonly user: User; readonly roles: readonly Role[] }) {
  const words = text.users.roles;
  const give = useChange(giveRole, {
    done: ({ name }, { roleId }) => words.given(roles.find(({ id }) => id === roleId)?.name ?? '', name),
    changesPermissions: true,
  });
  const [chosen, setChosen] = useState<string | null>(null);
  const role = roles.find(({ id }) => id === chosen);
  const run = () => {
    if (role === undefined) return;
    give.mutate({ id: user.id, roleId: role.id }, { onSuccess: () => setChosen(null), onError: tellFailure });
  };
  return (
    <Group align="flex-end" gap="xs">
      <ChoiceSelect
        label={words.give}
        placeholder={words.choose}
        data={roles.map(({ id, name }) => ({ value: id, label: name }))}
        value={role?.id ?? null}
        onChange={setChosen}
        searchable
        w={260}
      />
      <BusyButton variant="default" {...disabledUnless(role !== undefined)} isBusy={give.isPending} onClick={run}>
        {words.giveIt}
      </BusyButton>
    </Group>
  );
}

function Take({ user, role }: { readonly user: User; readonly role: Role }) {
  const words = text.users.roles;
  const take = useChange(takeRole, { done: () => words.taken(role.name, user.name), changesPermissions: true });
  return (
    <ActButton
      act={take}
      variables={{ id: user.id, roleId: role.id }}
      question={{ title: words.askTake(role.name, user.name), lead: words.takeLead, confirm: words.take }}
      label={words.takeOf(role.name)}
      size="xs"
    >
      {words.take}
    </ActButton>
  );
}
