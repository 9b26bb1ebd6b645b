import { Alert, Button, Group, Paper, Skeleton, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { IconAlertTriangle, IconChevronDown, IconChevronRight, IconInfoCircle } from '@tabler/icons-react';
import type { Ref } from 'react';
import { FailureState } from '../parts/failure-state.tsx';
import type { ResourceName } from '../parts/addresses.ts';
import { useZone, zoneLabel } from '../parts/zone.tsx';
import { text } from '../text/catalogue.ts';
import { exactTime, momentOf } from '../text/time.ts';
import classes from './history.module.css';
import { type ResourceState, useStateAt } from './history-queries.ts';
import { StateTable } from './state-table.tsx';

export interface Fold {
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

export interface StatePanelProps {
  readonly resource: ResourceName;
  /** Now when undefined. */
  readonly at: string | undefined;
  readonly onAt: (at: string | undefined) => void;
  /** Where it stands above what has happened, it is folded until somebody wants it. */
  readonly fold: Fold | undefined;
  readonly ref: Ref<HTMLElement>;
}

/** What a thing was at a moment, and from which entry each value is known. */
export function StatePanel({ fold, ref, ...which }: StatePanelProps) {
  const words = text.history.state;
  return (
    <Paper
      withBorder
      p="md"
      component="section"
      ref={ref}
      tabIndex={-1}
      aria-label={words.title}
      className={classes.state}
    >
      <Stack gap="sm">
        <Title order={3} size="h4">
          {fold ? <FoldButton {...fold} /> : words.title}
        </Title>
        {fold?.isOpen !== false && <StateAt {...which} />}
      </Stack>
    </Paper>
  );
}

function FoldButton({ isOpen, onToggle }: Fold) {
  return (
    <UnstyledButton className={classes.fold} onClick={onToggle} aria-expanded={isOpen}>
      {isOpen ? <IconChevronDown size={18} aria-hidden /> : <IconChevronRight size={18} aria-hidden />}
      {text.history.state.title}
    </UnstyledButton>
  );
}

function StateAt({ resource, at, onAt }: Omit<StatePanelProps, 'fold' | 'ref'>) {
  const words = text.history.state;
  const [zone] = useZone();
  const { data, error, refetch, isPlaceholderData } = useStateAt(resource, at);
  return (
    <>
      <Group align="flex-end" gap="xs">
        <DateTimePicker
          label={words.at(zoneLabel(zone, at === undefined ? new Date() : new Date(at)))}
          placeholder={words.now}
          value={at === undefined ? null : exactTime(at, zone).slice(0, 19)}
          onChange={(value) => onAt(value === null ? undefined : endOfSecond(momentOf(value, zone)))}
          valueFormat="YYYY-MM-DD HH:mm:ss"
          withSeconds
          flex={1}
          miw={200}
        />
        <Button variant="default" disabled={at === undefined} onClick={() => onAt(undefined)}>
          {words.now}
        </Button>
      </Group>
      {error ? (
        <FailureState failure={error} onRetry={() => void refetch()} needs="audit:read" />
      ) : data === undefined ? (
        <Skeleton height={200} />
      ) : (
        <div style={{ opacity: isPlaceholderData ? 0.6 : 1 }}>
          <State state={data} />
        </div>
      )}
    </>
  );
}

function State({ state }: { readonly state: ResourceState }) {
  const words = text.history.state;
  return (
    <Stack gap="sm">
      <Text size="sm" role="status">
        {words.existences[state.existence]}
      </Text>
      {state.fields.length > 0 && <StateTable fields={state.fields} />}
      {!state.isComplete && (
        <Alert variant="light" color="yellow" icon={<IconAlertTriangle />}>
          {words.incomplete}
        </Alert>
      )}
      {!state.hasCreation && state.existence !== 'unknown' && (
        <Alert variant="light" color="gray" icon={<IconInfoCircle />}>
          {words.noCreation}
        </Alert>
      )}
    </Stack>
  );
}

/** What happened within the chosen second counts. */
function endOfSecond(at: Date | undefined): string | undefined {
  if (at === undefined) return undefined;
  return at.getMilliseconds() === 0 ? new Date(at.getTime() + 999).toISOString() : at.toISOString();
}
