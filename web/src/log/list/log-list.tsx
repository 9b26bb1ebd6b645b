import { Paper } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Ref } from 'react';
import type { LogPage } from '../log-queries.ts';
import type { Log } from '../use-log.ts';
import { ListFailure, ListSkeleton, NothingFound } from './list-states.tsx';
import { LogTable, type TableHandle } from './log-table.tsx';
import { Pager } from './pager.tsx';

export interface LogListProps {
  readonly log: Log;
  readonly page: UseQueryResult<LogPage>;
  readonly openId: string | undefined;
  readonly addressOf: (id: string) => string;
  readonly tableRef: Ref<TableHandle>;
}

/** The list with its pages, or what stands in its place. */
export function LogList({ log, page, openId, addressOf, tableRef }: LogListProps) {
  const { data, error, isPlaceholderData, refetch } = page;
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
    <Paper withBorder>
      <Pager log={log} page={data} />
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
      <Pager log={log} page={data} isShort />
    </Paper>
  );
}
