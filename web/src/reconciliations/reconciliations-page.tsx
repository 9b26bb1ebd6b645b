import { Button, Group, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowsLeftRight, IconPlayerPlay } from '@tabler/icons-react';
import { ChoiceSelect } from '../host/choice-select.tsx';
import { useNavigate, useParams } from 'react-router';
import type { Column } from '../host/list-table.tsx';
import { Listing } from '../host/listing.tsx';
import { LogLink } from '../host/log-link.tsx';
import { choice, PAGE_LIMIT, PAGE_NUMBER } from '../host/page-state.ts';
import { term } from '../parts/addresses.ts';
import { BlankState } from '../parts/blank-state.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { TimeText } from '../parts/time-text.tsx';
import { useUrlState } from '../parts/url-state.ts';
import { useMay } from '../session/session.ts';
import { text } from '../text/catalogue.ts';
import { number } from '../text/numbers.ts';
import { ReconciliationForm } from './reconciliation-form.tsx';
import { ReconciliationPage } from './reconciliation-page.tsx';
import { ReconciliationState } from './reconciliation-state.tsx';
import { type Reconciliation, STATUSES, useReconciliations } from './reconciliations-api.ts';

const STATUS = choice('status', STATUSES);

/** The reconciliations, or one of them. */
export function ReconciliationsPage() {
  const { reconciliationId } = useParams();
  return reconciliationId === undefined ? (
    <ReconciliationList />
  ) : (
    <ReconciliationPage key={reconciliationId} id={reconciliationId} />
  );
}

function ReconciliationList() {
  const words = text.reconciliations;
  const [page, setPage] = useUrlState(PAGE_NUMBER);
  const [status, setStatus] = useUrlState(STATUS);
  const list = useReconciliations({ page, limit: PAGE_LIMIT, status });
  const mayRun = useMay('data:reconcile');
  const [isStarting, starting] = useDisclosure(false);
  const navigate = useNavigate();
  return (
    <PageFrame
      title={words.title}
      lead={words.lead}
      actions={
        <Group gap="xs">
          <LogLink place={{ query: term('resource', 'reconciliation'), range: '30d' }} />
          {mayRun && (
            <Button leftSection={<IconPlayerPlay size={18} />} onClick={starting.open}>
              {words.form.open}
            </Button>
          )}
        </Group>
      }
    >
      <ChoiceSelect
        label={words.columns.state}
        placeholder={text.host.filter.any}
        data={STATUSES.map((value) => ({ value, label: words.statuses[value] }))}
        value={status ?? null}
        onChange={(value) => setStatus(STATUSES.find((each) => each === value))}
        clearable
        w={160}
      />
      <Listing
        list={list}
        needs="data:read"
        caption={words.title}
        columns={COLUMNS}
        addressOf={({ id }) => `/reconciliations/${id}`}
        blank={<BlankState icon={<IconArrowsLeftRight size={30} />} title={words.none.title} lead={words.none.lead} />}
        onGo={setPage}
      />
      <Modal opened={isStarting} onClose={starting.close} title={words.form.title}>
        <ReconciliationForm onDone={({ id }) => void navigate(`/reconciliations/${id}`)} onCancel={starting.close} />
      </Modal>
    </PageFrame>
  );
}

const NOTHING = '–';

const COLUMNS: readonly [Column<Reconciliation>, ...Column<Reconciliation>[]] = [
  {
    name: 'time',
    head: text.reconciliations.columns.time,
    cell: ({ createdAt }) => <TimeText at={createdAt} />,
  },
  { name: 'by', head: text.reconciliations.columns.by, cell: ({ requestedBy }) => requestedBy.email, from: 'md' },
  {
    name: 'state',
    head: text.reconciliations.columns.state,
    cell: ({ status }) => <ReconciliationState status={status} />,
  },
  {
    name: 'matched',
    head: text.reconciliations.columns.matched,
    cell: ({ result }) => (result === null ? NOTHING : number(result.matched)),
    from: 'sm',
    align: 'end',
  },
  {
    name: 'differences',
    head: text.reconciliations.columns.differences,
    cell: ({ result }) => (result === null ? NOTHING : number(result.differences)),
    from: 'sm',
    align: 'end',
  },
  {
    name: 'alone',
    head: text.reconciliations.columns.alone,
    cell: ({ result }) => (result === null ? NOTHING : number(result.unmatchedLedger + result.unmatchedBank)),
    from: 'sm',
    align: 'end',
  },
];
