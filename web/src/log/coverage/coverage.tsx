import { Alert, Button, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId } from 'react';
import { type Fact, FactList } from '../../entry/fact-list.tsx';
import { FailureState } from '../../parts/failure-state.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { text } from '../../text/catalogue.ts';
import { duration, number } from '../../text/numbers.ts';
import { type Delivery, type Retention, useDelivery, useReach, useRetention } from './coverage-queries.ts';

/** What of what happens is in the log at all. It is asked for only when somebody wants to know: asking leaves entries. */
export function Coverage() {
  const [isOpen, { toggle }] = useDisclosure(false);
  const id = useId();
  const Icon = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <section aria-label={text.log.coverage.title}>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        mt="xs"
        leftSection={<Icon size={16} aria-hidden />}
        onClick={toggle}
        aria-expanded={isOpen}
        aria-controls={id}
      >
        {text.log.coverage.title}
      </Button>
      <div id={id}>{isOpen && <CoverageFacts />}</div>
    </section>
  );
}

function CoverageFacts() {
  const words = text.log.coverage;
  const { data: reach, error, refetch } = useReach();
  const retention = useRetention();
  const delivery = useDelivery();
  if (error) return <FailureState failure={error} onRetry={() => void refetch()} needs="audit:read" />;
  if (reach === undefined || retention.isLoading || delivery.isLoading) return <Skeleton height={120} mt="xs" />;
  const facts: readonly Fact[] = [
    { label: words.from, value: reach.from === null ? words.nothing : <TimeText at={reach.from} /> },
    { label: words.stored, value: reach.storedAt && <TimeText at={reach.storedAt} /> },
    { label: words.kept, value: answered(retention, keptText) },
    { label: words.waiting, value: answered(delivery, waitingText) },
    { label: words.lost, value: answered(delivery, lostText) },
  ];
  return (
    <Paper withBorder p="md" mt="xs" ref={bringIntoSight}>
      <Stack gap="sm">
        {delivery.data && isLosing(delivery.data) && (
          <Alert color="red" variant="light" icon={<IconAlertTriangle />}>
            {words.losing}
          </Alert>
        )}
        <FactList facts={facts} />
        <Text size="sm" c="dimmed">
          {words.lead}
        </Text>
      </Stack>
    </Paper>
  );
}

/** It opens at the end of the page, mostly below what is seen of it. */
function bringIntoSight(box: HTMLElement | null): void {
  box?.scrollIntoView({ block: 'nearest' });
}

/** Undefined where it was not asked for; one that could not be had does not hide the others. */
function answered<T>(
  { data, error }: { readonly data: T | undefined; readonly error: Error | null },
  told: (answer: T) => string,
): string | undefined {
  return error ? text.log.coverage.failed : data && told(data);
}

function keptText({ days, hasRules, preset }: Retention): string {
  const words = text.log.coverage;
  if (preset !== undefined) return words.byPreset(preset);
  return hasRules ? words.withRules(number(days)) : words.days(number(days));
}

function waitingText({ queued, oldestAgeMs }: Delivery): string {
  return queued === 0
    ? text.log.coverage.none
    : text.log.coverage.waitingOf(queued, number(queued), duration(oldestAgeMs));
}

function lostText({ shed, quarantined }: Delivery): string {
  const words = text.log.coverage;
  return shed + quarantined === 0 ? words.none : words.lostOf(number(shed), number(quarantined));
}

function isLosing({ shed, quarantined, failures }: Delivery): boolean {
  return shed > 0 || quarantined > 0 || failures > 0;
}
