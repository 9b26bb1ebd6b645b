import { Paper } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './card-table.module.css';

export interface CardTableProps {
  /** What the table is, for those who do not see it. */
  readonly label: string;
  /** Cells of the heading: `th` with the roles of a table, as display changes take those away in some browsers. */
  readonly head: ReactNode;
  /** Rows; a cell says by `data-label` what stands above it in a card, by `data-wide` that it needs all of its width. */
  readonly children: ReactNode;
  /** @default false */
  readonly isLoading?: boolean;
}

/** A table whose rows are cards where there is little room. */
export function CardTable({ label, head, children, isLoading = false }: CardTableProps) {
  return (
    <Paper withBorder className={classes.frame}>
      <table role="table" className={classes.table} aria-label={label} aria-busy={isLoading}>
        <thead role="rowgroup">
          <tr role="row">{head}</tr>
        </thead>
        <tbody role="rowgroup">{children}</tbody>
      </table>
    </Paper>
  );
}

/** Names of columns that nothing can be done with. */
export function ColumnHeads({ labels }: { readonly labels: readonly string[] }) {
  return labels.map((label) => (
    <th key={label} role="columnheader" scope="col">
      {label}
    </th>
  ));
}
