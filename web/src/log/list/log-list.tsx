import { Paper } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { type Ref, useEffect, useRef } from 'react';
import type { LogPage } from '../log-queries.ts';
import type { Log } from '../use-log.ts';
import { ListFailure, ListSkeleton, NothingFound } from './list-states.tsx';
import classes from './log-table.module.css';
import { LogTable, type TableHandle } from './log-table.tsx';
import { Pager } from './pager.tsx';

export interface LogListProps {
  readonly log: Log;
  readonly page: UseQueryResult<LogPage>;
  readonly openId: string | undefined;
  readonly addressOf: (id: string) => string;
  readonly tableRef: Ref<TableHandle>;
}

/** The list with its pages, or what stands in its place. Another page begins with its first row in sight. */
export function LogList({ log, page, openId, addressOf, tableRef }: LogListProps) {
  const { data, error, isPlaceholderData, refetch } = page;
  const frame = useRef<HTMLDivElement>(null);
  const shownPlace = useRef(log.view.place?.cursor);
  useEffect(() => {
    if (shownPlace.current === log.view.place?.cursor) return;
    shownPlace.current = log.view.place?.cursor;
    if ((frame.current?.getBoundingClientRect().top ?? 0) < 0) frame.current?.scrollIntoView();
  }, [log.view.place]);
  if (error) {
    return (
      <Paper withBorder>
        <ListFailure failure={error} log={log} onRetry={() => void refetch()} />
      </Paper>
    );
  }
  if (data?.data.length === 0 && !isPlaceholderData) {
    return (
      <Paper withBorder>
        <NothingFound log={log} />
      </Paper>
    );
  }
  return (
    <Paper withBorder ref={frame} className={classes.list}>
      <Pager log={log} page={data} isStale={isPlaceholderData} />
      {data ? (
        <LogTable
          ref={tableRef}
          entries={data.data}
          openId={openId}
          addressOf={addressOf}
          isStale={isPlaceholderData}
          onFilterFor={log.filterFor}
          onFilterOut={log.filterOut}
        />
      ) : (
        <ListSkeleton />
      )}
      <Pager log={log} page={data} isStale={isPlaceholderData} isShort />
    </Paper>
  );
}
