import { Alert, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { BusyButton } from '../host/busy-button.tsx';
import { type Fact, Facts } from '../host/facts.tsx';
import { Section } from '../host/section.tsx';
import { FailureState } from '../parts/failure-state.tsx';
import { TimeText } from '../parts/time-text.tsx';
import { text } from '../text/catalogue.ts';
import { duration, number, size } from '../text/numbers.ts';
import { type Overview, useOverview } from './administration-api.ts';

/** Counts of what there is, and whether the log gets all that happens. */
export function OverviewSection() {
  const words = text.administration.overview;
  const { data, error, refetch, isFetching } = useOverview();
  return (
    <Section
      title={words.title}
      actions={
        <BusyButton
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={16} />}
          isBusy={isFetching}
          onClick={() => void refetch()}
        >
          {words.refresh}
        </BusyButton>
      }
    >
      {error ? (
        <FailureState failure={error} onRetry={() => void refetch()} needs="system:read" />
      ) : data === undefined ? (
        <Skeleton height={260} radius="md" />
      ) : (
        <>
          {isLosing(data) && (
            <Alert color="red" variant="light" icon={<IconAlertTriangle />} title={words.losing.title}>
              {words.losing.lead}
            </Alert>
          )}
          <Facts facts={factsOf(data)} />
        </>
      )}
    </Section>
  );
}

function isLosing({ audit: { shed, quarantined, failures } }: Overview): boolean {
  return shed > 0 || quarantined > 0 || failures > 0;
}

function factsOf({ users, sessions, dataUploads, reconciliations, audit, database, ...process }: Overview) {
  const words = text.administration.overview;
  const facts: readonly Fact[] = [
    { name: words.users, value: words.usersOf(number(users.total), number(users.active)) },
    { name: words.locked, value: number(users.locked) },
    { name: words.resetRequired, value: number(users.resetRequired) },
    { name: words.sessions, value: number(sessions.open) },
    {
      name: words.uploads,
      value: words.uploadsOf(number(dataUploads.imported), number(dataUploads.uploaded), number(dataUploads.failed)),
    },
    {
      name: words.reconciliations,
      value: words.reconciliationsOf(
        number(reconciliations.done),
        number(reconciliations.queued + reconciliations.running),
        number(reconciliations.failed),
      ),
    },
    { name: words.waiting, value: words.waitingOf(number(audit.queued), duration(audit.oldestAgeMs)) },
    { name: words.lost, value: words.lostOf(number(audit.shed), number(audit.quarantined)) },
    { name: words.database, value: words.databaseOf(database.version, size(database.sizeBytes)) },
    { name: words.version, value: process.version },
    { name: words.started, value: <TimeText at={process.startedAt} /> },
    { name: words.uptime, value: duration(process.uptimeSeconds * 1_000) },
  ];
  return facts;
}
