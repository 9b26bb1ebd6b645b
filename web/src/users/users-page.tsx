import { Button, Group, Modal, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback, useDisclosure } from '@mantine/hooks';
import { IconSearch, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { Column } from '../host/list-table.tsx';
import { Listing } from '../host/listing.tsx';
import { LogLink } from '../host/log-link.tsx';
import { PAGE_NUMBER } from '../host/page-state.ts';
import { term } from '../parts/addresses.ts';
import { BlankState } from '../parts/blank-state.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { TimeText } from '../parts/time-text.tsx';
import { setParameter, type UrlCodec, useUrlState } from '../parts/url-state.ts';
import { useMay } from '../session/session.ts';
import { text } from '../text/catalogue.ts';
import { CreateUserForm } from './create-user-form.tsx';
import { UserPage } from './user-page.tsx';
import { UserState } from './user-state.tsx';
import { type User, type UsersQuery, useUsers } from './users-api.ts';

/** `?search=miller&page=2`; a search begins at the first page. */
const QUERY: UrlCodec<UsersQuery> = {
  read: (parameters) => ({ search: parameters.get('search') ?? '', page: PAGE_NUMBER.read(parameters) }),
  write({ search, page }, parameters) {
    setParameter(parameters, 'search', search.trim());
    PAGE_NUMBER.write(page, parameters);
  },
};

const WRITING_MS = 300;

/** The accounts, or one of them. */
export function UsersPage() {
  const { userId } = useParams();
  return userId === undefined ? <UserList /> : <UserPage key={userId} id={userId} />;
}

function UserList() {
  const words = text.users;
  const [query, setQuery] = useUrlState(QUERY);
  const list = useUsers(query);
  const mayWrite = useMay('users:write');
  const [isCreating, creating] = useDisclosure(false);
  const navigate = useNavigate();
  const created = (user: User) => {
    creating.close();
    void navigate(`/users/${user.id}`);
  };
  return (
    <PageFrame
      title={words.title}
      lead={words.lead}
      actions={
        <Group gap="xs">
          <LogLink place={{ query: term('category', 'user_management'), range: '30d' }} />
          {mayWrite && (
            <Button leftSection={<IconUserPlus size={18} />} onClick={creating.open}>
              {words.create.open}
            </Button>
          )}
        </Group>
      }
    >
      <Search value={query.search} onSearch={(search) => setQuery({ search, page: 1 }, { replaces: true })} />
      <Listing
        list={list}
        needs="users:read"
        caption={words.title}
        columns={COLUMNS}
        addressOf={({ id }) => `/users/${id}`}
        blank={
          <BlankState icon={<IconUsers size={30} />} title={words.noMatch.title} lead={words.noMatch.lead}>
            <Button variant="default" onClick={() => setQuery({ search: '', page: 1 })}>
              {words.noMatch.clear}
            </Button>
          </BlankState>
        }
        onGo={(page) => setQuery({ ...query, page })}
      />
      <Modal opened={isCreating} onClose={creating.close} title={words.create.title}>
        <CreateUserForm onDone={created} onCancel={creating.close} />
      </Modal>
    </PageFrame>
  );
}

/** What is typed is searched for after a pause; what the address says anew, as by the way back, is shown. */
function Search({ value, onSearch }: { readonly value: string; readonly onSearch: (search: string) => void }) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  const search = useDebouncedCallback(onSearch, WRITING_MS);
  if (known !== value) {
    setKnown(value);
    if (typed.trim() !== value) setTyped(value);
  }
  return (
    <TextInput
      type="search"
      label={text.users.search}
      maw={400}
      maxLength={200}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        search(currentTarget.value);
      }}
    />
  );
}

const COLUMNS: readonly [Column<User>, ...Column<User>[]] = [
  {
    name: 'name',
    head: text.users.columns.name,
    cell: ({ name, email }) => (
      <>
        {name}
        <Text size="sm" c="dimmed" fw={400}>
          {email}
        </Text>
      </>
    ),
  },
  { name: 'state', head: text.users.columns.state, cell: (user) => <UserState user={user} /> },
  {
    name: 'roles',
    head: text.users.columns.roles,
    cell: ({ roles }) => roles.join(', ') || text.host.none,
    from: 'sm',
  },
  {
    name: 'signIn',
    head: text.users.columns.lastSignIn,
    cell: ({ lastSignInAt }) => (lastSignInAt === null ? text.host.never : <TimeText at={lastSignInAt} />),
    from: 'lg',
  },
];
