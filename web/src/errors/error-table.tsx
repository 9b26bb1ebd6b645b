import { Skeleton, UnstyledButton } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { CardTable, ColumnHeads } from '../parts/card-table.tsx';
import { text } from '../text/catalogue.ts';
import { ErrorRow } from './error-row.tsx';
import classes from './error-table.module.css';
import type { ErrorGroups } from './errors-queries.ts';
import type { Sort } from './errors-view.ts';

export interface ErrorTableProps {
  /** Undefined while it is on its way. */
  readonly groups: ErrorGroups | undefined;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  /** The address of the entries with this fault. */
  readonly addressOf: (fingerprint: string) => string;
}

const SKELETONS = 6;

/** The faults, each in a row. Where there is little room a row is a card. */
export function ErrorTable({ groups, sort, onSort, addressOf }: ErrorTableProps) {
  const words = text.errors.columns;
  return (
    <CardTable
      label={text.errors.caption}
      isLoading={groups === undefined}
      head={
        <>
          <ColumnHeads labels={[words.fault, words.severity, words.trend]} />
          <SortedHead sort="count" current={sort} onSort={onSort} label={words.count} />
          <ColumnHeads labels={[words.users, words.firstSeen]} />
          <SortedHead sort="lastSeen" current={sort} onSort={onSort} label={words.lastSeen} />
        </>
      }
    >
      {groups === undefined
        ? Array.from({ length: SKELETONS }, (_, index) => <SkeletonRow key={index} />)
        : groups.data.map((group) => (
            <ErrorRow
              key={group.fingerprint}
              group={group}
              starts={groups.timeline.starts}
              to={addressOf(group.fingerprint)}
            />
          ))}
    </CardTable>
  );
}

interface SortedHeadProps {
  readonly sort: Sort;
  readonly current: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly label: string;
}

function SortedHead({ sort, current, onSort, label }: SortedHeadProps) {
  const isSorted = sort === current;
  return (
    <th role="columnheader" scope="col" aria-sort={isSorted ? 'descending' : undefined}>
      <UnstyledButton className={classes.sort} onClick={() => onSort(sort)}>
        {label}
        <IconArrowDown size={14} aria-hidden className={classes.arrow} data-sorted={isSorted || undefined} />
      </UnstyledButton>
    </th>
  );
}

function SkeletonRow() {
  return (
    <tr role="row">
      <td role="cell" className={classes.fault} data-wide>
        <Skeleton height={14} width="40%" />
        <Skeleton height={12} width="85%" mt={10} />
        <Skeleton height={12} width="20%" mt={10} />
      </td>
      {[64, 120, 40, 40, 130, 130].map((width, index) => (
        <td role="cell" key={index}>
          <Skeleton height={14} width={width} maw="100%" />
        </td>
      ))}
    </tr>
  );
}
