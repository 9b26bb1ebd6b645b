import { Text, VisuallyHidden } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { ActButton } from '../host/act-button.tsx';
import { type Column, ListTable } from '../host/list-table.tsx';
import { Section } from '../host/section.tsx';
import { useChange } from '../host/use-change.ts';
import { FailureState } from '../parts/failure-state.tsx';
import { useMay } from '../session/session.ts';
import { text } from '../text/catalogue.ts';
import { number } from '../text/numbers.ts';
import { type Job, runJob, useJobs } from './administration-api.ts';

/** The jobs of maintenance: what each does, how often it was done, and a button that has it done now. */
export function Jobs() {
  const words = text.administration.jobs;
  const { data, error, refetch } = useJobs();
  const mayRun = useMay('system:write');
  const columns: readonly [Column<Job>, ...Column<Job>[]] = mayRun
    ? [
        ...COLUMNS,
        {
          name: 'acts',
          head: <VisuallyHidden>{text.host.acts}</VisuallyHidden>,
          align: 'end',
          cell: ({ name }) => <Run name={name} />,
        },
      ]
    : COLUMNS;
  return (
    <Section title={words.title} lead={words.lead}>
      {error ? (
        <FailureState failure={error} onRetry={() => void refetch()} needs="system:read" />
      ) : (
        <ListTable caption={words.title} columns={columns} rows={data} keyOf={({ name }) => name} expected={3} />
      )}
    </Section>
  );
}

function Run({ name }: { readonly name: string }) {
  const words = text.administration.jobs;
  const run = useChange(runJob, { done: () => words.started(name) });
  return (
    <ActButton
      act={run}
      variables={name}
      question={{ title: words.askRun(name), lead: words.does[name] ?? words.unknown, confirm: words.run }}
      leftSection={<IconPlayerPlay size={16} />}
      label={words.runOf(name)}
      size="xs"
    >
      {words.run}
    </ActButton>
  );
}

const COLUMNS: readonly [Column<Job>, ...Column<Job>[]] = [
  {
    name: 'name',
    head: text.administration.jobs.name,
    cell: ({ name, waiting, running, completed, failed }) => (
      <>
        {name}
        <Text size="sm" c="dimmed" fw={400}>
          {text.administration.jobs.does[name]}
        </Text>
        <Text size="sm" fw={400} hiddenFrom="sm">
          {text.administration.jobs.counts(number(waiting), number(running), number(completed), number(failed))}
        </Text>
      </>
    ),
  },
  {
    name: 'waiting',
    head: text.administration.jobs.waiting,
    cell: (job) => number(job.waiting),
    from: 'sm',
    align: 'end',
  },
  {
    name: 'running',
    head: text.administration.jobs.running,
    cell: (job) => number(job.running),
    from: 'sm',
    align: 'end',
  },
  { name: 'done', head: text.administration.jobs.done, cell: (job) => number(job.completed), from: 'sm', align: 'end' },
  {
    name: 'failed',
    head: text.administration.jobs.failed,
    cell: (job) => number(job.failed),
    from: 'sm',
    align: 'end',
  },
];
