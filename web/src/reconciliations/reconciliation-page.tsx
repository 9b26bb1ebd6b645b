import { Alert, Anchor, Progress, Skeleton, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { Link } from 'react-router';
import { type Fact, Facts } from '../host/facts.tsx';
import { LogLink } from '../host/log-link.tsx';
import { WayBack } from '../host/way-back.tsx';
import { term } from '../parts/addresses.ts';
import { FailureState } from '../parts/failure-state.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { TimeText } from '../parts/time-text.tsx';
import { text } from '../text/catalogue.ts';
import { duration, number } from '../text/numbers.ts';
import { useUpload } from '../uploads/uploads-api.ts';
import { Items } from './items.tsx';
import { ReconciliationState } from './reconciliation-state.tsx';
import { type Reconciliation, useReconciliation } from './reconciliations-api.ts';
import { Sums } from './sums.tsx';

/** One reconciliation: how far it is, or what it comes to. */
export function ReconciliationPage({ id }: { readonly id: string }) {
  const words = text.reconciliations;
  const { data, error, refetch } = useReconciliation(id);
  return (
    <PageFrame
      title={words.one}
      above={<WayBack to="/reconciliations">{words.back}</WayBack>}
      actions={<LogLink place={{ query: term('resource', `reconciliation/${id}`), range: 'all' }} />}
    >
      {error ? (
        <FailureState failure={error} onRetry={() => void refetch()} needs="data:read" />
      ) : data === undefined ? (
        <Skeleton height={240} radius="md" />
      ) : (
        <>
          <Course reconciliation={data} />
          <Facts facts={factsOf(data)} />
          {data.result !== null && (
            <>
              {data.result.byCurrency.map((sums) => (
                <Sums key={sums.currency} sums={sums} />
              ))}
              <Items id={id} result={data.result} />
            </>
          )}
        </>
      )}
    </PageFrame>
  );
}

/** How far it is, while it is under way; why it has failed, when it has. */
function Course({ reconciliation: { status, progress, failure } }: { readonly reconciliation: Reconciliation }) {
  const words = text.reconciliations;
  if (failure !== null) {
    return (
      <Alert color="red" variant="light" icon={<IconAlertCircle />} title={words.failed}>
        {failure}
      </Alert>
    );
  }
  if (status !== 'queued' && status !== 'running') return null;
  return (
    <div>
      <Progress.Root size="lg">
        <Progress.Section value={progress.percent} aria-label={words.progress} />
      </Progress.Root>
      <Text size="sm" c="dimmed" mt={4} role="status">
        {words.step(number(progress.step), number(progress.steps), progress.label)}
      </Text>
    </div>
  );
}

function factsOf(reconciliation: Reconciliation): readonly Fact[] {
  const words = text.reconciliations.facts;
  const { rules, createdAt, startedAt, finishedAt } = reconciliation;
  const { amountAndDate } = rules;
  return [
    { name: words.state, value: <ReconciliationState status={reconciliation.status} /> },
    { name: words.ledger, value: <UploadName id={reconciliation.ledgerUploadId} /> },
    { name: words.bank, value: <UploadName id={reconciliation.bankUploadId} /> },
    { name: words.by, value: reconciliation.requestedBy.email },
    { name: words.asked, value: <TimeText at={createdAt} /> },
    ...(startedAt === null || finishedAt === null
      ? []
      : [{ name: words.took, value: duration(Date.parse(finishedAt) - Date.parse(startedAt)) }]),
    {
      name: words.rules,
      value: [
        ...(rules.exactReference ? [words.byReference] : []),
        ...(amountAndDate
          ? [words.byAmount(number(amountAndDate.amountToleranceMinor), number(amountAndDate.dateToleranceDays))]
          : []),
      ].join('; '),
    },
  ];
}

function UploadName({ id }: { readonly id: string }) {
  const { data } = useUpload(id);
  return (
    <Anchor component={Link} to={`/uploads/${id}`}>
      {data?.fileName ?? id}
    </Anchor>
  );
}
