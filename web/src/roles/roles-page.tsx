import { Badge, Button, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconShieldPlus } from '@tabler/icons-react';
import { useNavigate, useParams } from 'react-router';
import type { Column } from '../host/list-table.tsx';
import { Listing } from '../host/listing.tsx';
import { LogLink } from '../host/log-link.tsx';
import { PAGE_LIMIT, PAGE_NUMBER } from '../host/page-state.ts';
import { term } from '../parts/addresses.ts';
import { PageFrame } from '../parts/page-frame.tsx';
import { useUrlState } from '../parts/url-state.ts';
import { useMay } from '../session/session.ts';
import { text } from '../text/catalogue.ts';
import { number } from '../text/numbers.ts';
import { RoleForm } from './role-form.tsx';
import { RolePage } from './role-page.tsx';
import { type Role, useRoles } from './roles-api.ts';

/** The roles, or one of them. */
export function RolesPage() {
  const { roleId } = useParams();
  return roleId === undefined ? <RoleList /> : <RolePage key={roleId} id={roleId} />;
}

function RoleList() {
  const words = text.roles;
  const [page, setPage] = useUrlState(PAGE_NUMBER);
  const list = useRoles({ page, limit: PAGE_LIMIT });
  const mayWrite = useMay('roles:write');
  const [isCreating, creating] = useDisclosure(false);
  const navigate = useNavigate();
  return (
    <PageFrame
      title={words.title}
      lead={words.lead}
      actions={
        <Group gap="xs">
          <LogLink place={{ query: term('category', 'role_permission'), range: '30d' }} />
          {mayWrite && (
            <Button leftSection={<IconShieldPlus size={18} />} onClick={creating.open}>
              {words.create.open}
            </Button>
          )}
        </Group>
      }
    >
      <Listing
        list={list}
        needs="roles:read"
        caption={words.title}
        columns={COLUMNS}
        addressOf={({ id }) => `/roles/${id}`}
        expected={4}
        onGo={setPage}
      />
      <Modal opened={isCreating} onClose={creating.close} title={words.create.title}>
        <RoleForm onDone={({ id }) => void navigate(`/roles/${id}`)} onCancel={creating.close} />
      </Modal>
    </PageFrame>
  );
}

const COLUMNS: readonly [Column<Role>, ...Column<Role>[]] = [
  {
    name: 'name',
    head: text.roles.columns.name,
    cell: ({ name, description, isSeeded }) => (
      <>
        {name}{' '}
        {isSeeded && (
          <Badge variant="default" radius="sm" tt="none" fw={500} ml={6}>
            {text.roles.seeded}
          </Badge>
        )}
        <Text size="sm" c="dimmed" fw={400}>
          {description}
        </Text>
      </>
    ),
  },
  {
    name: 'permissions',
    head: text.roles.columns.permissions,
    cell: ({ permissions }) => number(permissions.length),
    from: 'xs',
    align: 'end',
  },
  { name: 'users', head: text.roles.columns.users, cell: ({ userCount }) => number(userCount), align: 'end' },
];
