import { Skeleton, UnstyledButton } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useZone, zoneLabel } from '../parts/zone.tsx';
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
  const [zone] = useZone();
  return (
    <table role="table" className={classes.table} aria-busy={groups === undefined} aria-label={text.errors.caption}>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col" className={classes.fault}>
            {words.fault}
          </th>
          <th role="columnheader" scope="col">
            {words.severity}
          </th>
          <th role="columnheader" scope="col" className={classes.trend}>
            {words.trend}
          </th>
          <SortedHead sort="count" current={sort} onSort={onSort} label={words.count} className={classes.number} />
          <th role="columnheader" scope="col">
            {words.users}
          </th>
          <th role="columnheader" scope="col">
            {words.firstSeen}
          </th>
          <SortedHead sort="lastSeen" current={sort} onSort={onSort} label={words.lastSeen} hint={zoneLabel(zone, new Date())} />
        </tr>
      </thead>
      <tbody role="rowgroup">
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
      </tbody>
    </table>
  );
}

interface SortedHeadProps {
  readonly sort: Sort;
  readonly current: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly label: string;
  readonly hint?: string;
  readonly className?: string | undefined;
}

function SortedHead({ sort, current, onSort, label, hint, className }: SortedHeadProps) {
  const isSorted = sort === current;
  return (
    <th role="columnheader" scope="col" aria-sort={isSorted ? 'descending' : undefined} className={className}>
      <UnstyledButton className={classes.sort} onClick={() => onSort(sort)} title={hint}>
        {label}
        <IconArrowDown size={14} aria-hidden className={classes.arrow} data-sorted={isSorted || undefined} />
      </UnstyledButton>
    </th>
  );
}

function SkeletonRow() {
  return (
    <tr role="row" className={classes.row}>
      <td role="cell" className={classes.fault}>
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
