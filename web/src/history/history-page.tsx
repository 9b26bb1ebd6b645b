import { Alert, Button, Checkbox, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconHistory, IconHistoryOff } from '@tabler/icons-react';
import { useRef } from 'react';
import { BlankState } from '../parts/blank-state.tsx';
import { FailureState } from '../parts/failure-state.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import type { ResourceName } from '../parts/addresses.ts';
import { useUrlState } from '../parts/url-state.ts';
import { text } from '../text/catalogue.ts';
import { number } from '../text/numbers.ts';
import { words as readable } from '../text/words.ts';
import classes from './history.module.css';
import { type HistoryPage as Page, useHistory } from './history-queries.ts';
import { HISTORY_VIEW, type HistoryView } from './history-view.ts';
import { ResourceSearch } from './resource-search.tsx';
import { ResourceTimeline } from './resource-timeline.tsx';
import { StatePanel } from './state-panel.tsx';

/** What has happened to one thing, and what it was at any time. */
export function HistoryPage() {
  const words = text.history;
  const [view, setView] = useUrlState(HISTORY_VIEW);
  return (
    <PageFrame title={words.title} lead={words.lead}>
      <ResourceSearch resource={view.resource} onSearch={(resource) => setView({ ...view, resource, at: undefined })} />
      {view.resource === undefined ? (
        <BlankState icon={<IconHistory size={30} />} title={words.start.title} lead={words.start.lead} />
      ) : (
        <Resource
          key={`${view.resource.type}/${view.resource.id}`}
          resource={view.resource}
          view={view}
          onView={setView}
        />
      )}
    </PageFrame>
  );
}

/** As in the styles: what it was stands above what has happened, and not beside it. */
const NARROW = '(max-width: 75em)';

interface ResourceProps {
  readonly resource: ResourceName;
  readonly view: HistoryView;
  readonly onView: (view: HistoryView) => void;
}

function Resource({ resource, view, onView }: ResourceProps) {
  const words = text.history;
  const statePanel = useRef<HTMLElement>(null);
  const isNarrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  const [isStateOpen, { open: openState, toggle: toggleState }] = useDisclosure(view.at !== undefined);
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useHistory({
    resource,
    withAll: view.withAll,
  });
  const entries = data?.pages.flatMap((page) => page.data);
  const showStateAt = (at: string | undefined) => {
    openState();
    onView({ ...view, at });
    statePanel.current?.focus({ preventScroll: false });
  };
  return (
    <>
      <Group justify="space-between" align="flex-end">
        <div style={{ minWidth: 0 }}>
          <Title order={2} size="h3" style={{ overflowWrap: 'anywhere' }}>
            {words.of(readable(resource.type), resource.id)}
          </Title>
          <Text size="sm" c="dimmed" role="status">
            {countText(data?.pages[0])}
          </Text>
        </div>
        <Checkbox
          label={words.withAll}
          checked={view.withAll}
          onChange={({ currentTarget: { checked } }) => onView({ ...view, withAll: checked })}
        />
      </Group>
      {error ? (
        <FailureState failure={error} onRetry={() => void refetch()} needs="audit:read" />
      ) : entries?.length === 0 ? (
        <BlankState
          icon={<IconHistoryOff size={30} />}
          title={words.none.title}
          lead={view.withAll ? words.none.lead : `${words.none.quiet} ${words.none.lead}`}
        >
          {!view.withAll && (
            <Button variant="default" onClick={() => onView({ ...view, withAll: true })}>
              {words.none.showAll}
            </Button>
          )}
        </BlankState>
      ) : (
        <div className={classes.columns}>
          <section aria-label={words.timeline}>
            {entries === undefined ? (
              <TimelineSkeleton />
            ) : (
              <Stack>
                <ResourceTimeline entries={entries} at={view.at} onStateAt={showStateAt} />
                {hasNextPage ? (
                  <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                    {words.older}
                  </Button>
                ) : (
                  <Alert variant="light" color="gray" p="xs">
                    {words.end}
                  </Alert>
                )}
              </Stack>
            )}
          </section>
          <StatePanel
            ref={statePanel}
            resource={resource}
            at={view.at}
            onAt={(at) => onView({ ...view, at })}
            fold={isNarrow ? { isOpen: isStateOpen, onToggle: toggleState } : undefined}
          />
        </div>
      )}
    </>
  );
}

function countText(page: Page | undefined): string {
  if (page === undefined) return text.parts.loading;
  const { total, totalIsExact } = page.pagination;
  return text.history.count(total, totalIsExact ? number(total) : `${number(total)}+`);
}

function TimelineSkeleton() {
  return (
    <Stack gap="lg">
      {Array.from({ length: 5 }, (_, index) => (
        <div key={index}>
          <Skeleton height={14} width="60%" />
          <Skeleton height={12} width="35%" mt={10} />
          <Skeleton height={56} mt={10} />
        </div>
      ))}
    </Stack>
  );
}
