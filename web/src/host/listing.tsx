import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.ts';
import { FailureState } from '../parts/failure-state.tsx';
import type { Permission } from '../session/session.ts';
import { ListTable, type ListTableProps } from './list-table.tsx';
import { Pager } from './pager.tsx';

export interface ListingProps<Row> extends Pick<ListTableProps<Row>, 'caption' | 'columns' | 'addressOf' | 'expected'> {
  readonly list: UseQueryResult<{
    readonly data: readonly Row[];
    readonly pagination: Schema<'PaginationDto'>;
  }>;
  /** What reading it takes. */
  readonly needs: Permission;
  /** Stands in the place of a list with nothing in it. @default a table without rows */
  readonly blank?: ReactNode;
  readonly onGo: (page: number) => void;
}

/** A list of things by their ids with its pages, or what stands in its place. */
export function Listing<Row extends { readonly id: string }>({
  list,
  needs,
  blank,
  onGo,
  ...table
}: ListingProps<Row>) {
  const { data, error, refetch } = list;
  const isBlank = blank !== undefined && data?.data.length === 0;
  return (
    <>
      {error ? (
        <FailureState failure={error} onRetry={() => void refetch()} needs={needs} />
      ) : isBlank ? (
        blank
      ) : (
        <ListTable {...table} rows={data?.data} keyOf={({ id }) => id} />
      )}
      {data && <Pager pagination={data.pagination} onGo={onGo} />}
    </>
  );
}
