import { Text, VisuallyHidden } from '@mantine/core';
import { ActButton } from '../host/act-button.tsx';
import { type Column, ListTable } from '../host/list-table.tsx';
import { Section } from '../host/section.tsx';
import { StateBadge } from '../host/state-badge.tsx';
import { useChange } from '../host/use-change.ts';
import { FailureState } from '../parts/failure-state.tsx';
import { TimeText } from '../parts/time-text.tsx';
import { useMay } from '../session/session.ts';
import { text } from '../text/catalogue.ts';
import { endSession, type Session, useOpenSessions, type User, userActs } from './users-api.ts';

/** Where a user is signed in now, with the ways to end that. */
export function UserSessions({ user }: { readonly user: User }) {
  const words = text.users.sessions;
  const { data, error, refetch } = useOpenSessions(user.id);
  const mayEnd = useMay('system:write');
  const sessions = data?.data;
  const columns: readonly [Column<Session>, ...Column<Session>[]] = mayEnd
    ? [
        ...COLUMNS,
        {
          name: 'acts',
          head: <VisuallyHidden>{text.host.acts}</VisuallyHidden>,
          align: 'end',
          cell: (session) => <End user={user} session={session} />,
        },
      ]
    : COLUMNS;
  return (
    <Section
      title={words.title}
      actions={mayEnd && sessions !== undefined && sessions.length > 1 && <EndAll user={user} />}
    >
      {error ? (
        <FailureState failure={error} onRetry={() => void refetch()} needs="system:read" />
      ) : sessions?.length === 0 ? (
        <Text c="dimmed">{words.none}</Text>
      ) : (
        <ListTable caption={words.title} columns={columns} rows={sessions} keyOf={({ id }) => id} expected={1} />
      )}
    </Section>
  );
}

function End({ user, session }: { readonly user: User; readonly session: Session }) {
  const words = text.users.sessions;
  const end = useChange(endSession, { done: () => words.ended });
  return (
    <ActButton
      act={end}
      variables={{ id: user.id, sessionId: session.id }}
      question={{
        title: words.askEnd,
        lead: session.isCurrent ? words.endOwnLead : words.endLead,
        confirm: words.end,
      }}
      label={words.endOf(session.ipAddress ?? words.unknown)}
      size="xs"
    >
      {words.end}
    </ActButton>
  );
}

function EndAll({ user }: { readonly user: User }) {
  const words = text.users.sessions;
  const end = useChange(userActs.endSessions, { done: ({ endedSessions }) => words.endedAll(endedSessions) });
  return (
    <ActButton
      act={end}
      variables={user.id}
      question={{ title: words.askEndAll(user.name), lead: words.endLead, confirm: words.endAll }}
      size="xs"
    >
      {words.endAll}
    </ActButton>
  );
}

const COLUMNS: readonly [Column<Session>, ...Column<Session>[]] = [
  {
    name: 'from',
    head: text.users.sessions.from,
    cell: ({ ipAddress, userAgent, isCurrent, createdAt }) => (
      <>
        {ipAddress ?? text.users.sessions.unknown}{' '}
        {isCurrent && <StateBadge look="active">{text.users.sessions.current}</StateBadge>}
        <Text size="sm" c="dimmed" fw={400} lineClamp={1} title={userAgent ?? undefined}>
          {userAgent}
        </Text>
        <Text size="sm" c="dimmed" fw={400} hiddenFrom="sm">
          {text.users.sessions.sinceShort} <TimeText at={createdAt} />
        </Text>
      </>
    ),
  },
  { name: 'since', head: text.users.sessions.since, cell: ({ createdAt }) => <TimeText at={createdAt} />, from: 'sm' },
  { name: 'until', head: text.users.sessions.until, cell: ({ expiresAt }) => <TimeText at={expiresAt} />, from: 'md' },
];
