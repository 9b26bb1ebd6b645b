import { ActionIcon, CopyButton, Group, ScrollArea, Skeleton, Stack, Title } from '@mantine/core';
import { IconCheck, IconChevronDown, IconChevronUp, IconLink, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { place } from '../api/place.ts';
import type { Entry } from '../api/client.ts';
import { isProblem } from '../api/problem.ts';
import { BlankState } from '../parts/blank-state.tsx';
import { FailureState } from '../parts/failure-state.tsx';
import { text } from '../text/catalogue.ts';
import { words } from '../text/words.ts';
import { ChangesTable } from './changes-table.tsx';
import classes from './entry.module.css';
import { useEntry } from './entry-queries.ts';
import { ErrorSection } from './error-section.tsx';
import { FactsSection } from './facts-section.tsx';
import { JsonBlock } from './json-block.tsx';
import { StatusMark } from './marks/status-mark.tsx';
import { changesOf, errorOf, otherMetadata, requestOf } from './metadata.ts';
import { RawSection } from './raw-section.tsx';
import { RelatedSection, type RelatedSectionProps } from './related-section.tsx';
import { RequestSection } from './request-section.tsx';
import { Section } from './section.tsx';

export interface EntryPanelProps extends Pick<RelatedSectionProps, 'addressOf' | 'listOf'> {
  readonly id: string;
  /** The entry, where a list has it already. */
  readonly known: Entry | undefined;
  readonly onClose: () => void;
  /** To the neighbours in the list; undefined where there is none. */
  readonly onNewer: (() => void) | undefined;
  readonly onOlder: (() => void) | undefined;
}

/** Everything that is known of one entry: what went wrong first, then who, what changed, the request, what belongs to it. */
export function EntryPanel({ id, known, onClose, onNewer, onOlder, addressOf, listOf }: EntryPanelProps) {
  const { data: entry, error, refetch } = useEntry(id, known);
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 }); // not returned: newer browsers give a promise
  }, [id]);
  return (
    <div className={classes.panel}>
      <PanelBar id={id} entry={entry} onClose={onClose} onNewer={onNewer} onOlder={onOlder} />
      <ScrollArea className={classes.scroller} viewportRef={scroller} type="auto" viewportProps={{ tabIndex: 0 }}>
        {entry ? (
          <EntryView entry={entry} addressOf={addressOf} listOf={listOf} />
        ) : error ? (
          <EntryFailure failure={error} onRetry={() => void refetch()} />
        ) : (
          <Awaited />
        )}
      </ScrollArea>
    </div>
  );
}

type PanelBarProps = Pick<EntryPanelProps, 'id' | 'onClose' | 'onNewer' | 'onOlder'> & {
  readonly entry: Entry | undefined;
};

/** A button that leads nowhere for the moment keeps the focus: the next page may be on its way. */
function usable(way: (() => void) | undefined) {
  return { onClick: way, 'aria-disabled': way === undefined, 'data-disabled': way === undefined || undefined };
}

function PanelBar({ id, entry, onClose, onNewer, onOlder }: PanelBarProps) {
  const labels = text.entry;
  const link = `${location.origin}${place.base}/log/${id}`;
  const button = { variant: 'subtle', color: 'gray', size: 'lg' } as const;
  return (
    <Group justify="space-between" wrap="nowrap" px="md" h={52} className={classes.bar}>
      {entry ? <StatusMark outcome={entry} /> : <span />}
      <Group gap={2} wrap="nowrap">
        <ActionIcon {...button} {...usable(onNewer)} aria-label={labels.newer} title={labels.newer}>
          <IconChevronUp size={20} />
        </ActionIcon>
        <ActionIcon {...button} {...usable(onOlder)} aria-label={labels.older} title={labels.older}>
          <IconChevronDown size={20} />
        </ActionIcon>
        <CopyButton value={link}>
          {({ copied, copy }) => (
            <ActionIcon
              {...button}
              onClick={copy}
              aria-label={copied ? labels.linkCopied : labels.link}
              title={labels.link}
            >
              {copied ? <IconCheck size={18} /> : <IconLink size={18} />}
            </ActionIcon>
          )}
        </CopyButton>
        <ActionIcon {...button} onClick={onClose} aria-label={labels.close} title={labels.close}>
          <IconX size={20} />
        </ActionIcon>
      </Group>
    </Group>
  );
}

function EntryView({
  entry,
  addressOf,
  listOf,
}: { readonly entry: Entry } & Pick<RelatedSectionProps, 'addressOf' | 'listOf'>) {
  const error = errorOf(entry);
  const changes = changesOf(entry);
  const request = requestOf(entry);
  const others = otherMetadata(entry);
  return (
    <div className={classes.content}>
      <Title order={2} className={classes.sentence}>
        {entry.description}
      </Title>
      {error && <ErrorSection error={error} isFault={entry.status === 'error'} fingerprint={entry.errorFingerprint} />}
      {changes && changes.changes.length > 0 && (
        <Section title={changes.isAttempted ? text.entry.changes.attempted : text.entry.changes.title}>
          <ChangesTable changes={changes.changes} />
        </Section>
      )}
      <FactsSection entry={entry} />
      {request && <RequestSection request={request} />}
      {others.length > 0 && (
        <Section title={text.entry.more}>
          <Stack gap="xs">
            {others.map(([name, value]) => (
              <div key={name}>
                <small className={classes.label}>{words(name)}</small>
                <JsonBlock value={value} />
              </div>
            ))}
          </Stack>
        </Section>
      )}
      <RelatedSection id={entry.id} addressOf={addressOf} listOf={listOf} />
      <RawSection entry={entry} />
    </div>
  );
}

function EntryFailure({ failure, onRetry }: { readonly failure: Error; readonly onRetry: () => void }) {
  const labels = text.entry.missing;
  if (isProblem(failure, 'AUDIT_ENTRY_NOT_FOUND', 'AUDIT_QUERY_INVALID', 'VALIDATION_FAILED')) {
    return <BlankState icon={<IconX size={30} />} title={labels.title} lead={labels.lead} />;
  }
  return <FailureState failure={failure} onRetry={onRetry} needs="audit:read" />;
}

function Awaited() {
  return (
    <Stack p="md" role="status" aria-label={text.parts.loading}>
      <Skeleton height={24} />
      <Skeleton height={24} width="60%" />
      <Skeleton height={220} mt="md" />
    </Stack>
  );
}
