import { Anchor, Paper, Skeleton, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import classes from './list-table.module.css';

export interface Column<Row> {
  readonly name: string;
  readonly head: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** The narrowest page on which it is shown; what is left out stands on the page of the row. @default any */
  readonly from?: 'xs' | 'sm' | 'md' | 'lg';
  readonly align?: 'end';
}

export interface ListTableProps<Row> {
  /** What is listed, for those who do not see the page. */
  readonly caption: string;
  /** The first one names the row. */
  readonly columns: readonly [Column<Row>, ...Column<Row>[]];
  /** Undefined while they are being asked for. */
  readonly rows: readonly Row[] | undefined;
  readonly keyOf: (row: Row) => string;
  /** Where the page of a row is, when it has one. */
  readonly addressOf?: (row: Row) => string;
  /** How many rows are expected. @default 8 */
  readonly expected?: number;
}

/** A list as a table; where rows have pages, a row is a link as a whole. */
export function ListTable<Row>({ caption, columns, rows, keyOf, addressOf, expected = 8 }: ListTableProps<Row>) {
  const [first, ...others] = columns;
  return (
    <Paper withBorder radius="md" className={classes.frame}>
      <Table
        verticalSpacing="sm"
        horizontalSpacing="md"
        highlightOnHover={addressOf !== undefined}
        aria-label={caption}
        aria-busy={rows === undefined}
      >
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ name, head, from, align }) => (
              <Table.Th key={name} scope="col" visibleFrom={from} ta={align}>
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows === undefined
            ? Array.from({ length: expected }, (_, index) => <Pending key={index} columns={columns} />)
            : rows.map((row) => (
                <Table.Tr key={keyOf(row)} className={classes.row}>
                  <Table.Th scope="row" fw={500} className={classes.name}>
                    {addressOf === undefined ? (
                      first.cell(row)
                    ) : (
                      <Anchor
                        component={Link}
                        to={addressOf(row)}
                        className={classes.link}
                        fz="inherit"
                        underline="never"
                        c="inherit"
                      >
                        {first.cell(row)}
                      </Anchor>
                    )}
                  </Table.Th>
                  {others.map(({ name, cell, from, align }) => (
                    <Table.Td key={name} visibleFrom={from} ta={align}>
                      {cell(row)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

function Pending<Row>({ columns }: Pick<ListTableProps<Row>, 'columns'>) {
  return (
    <Table.Tr>
      {columns.map(({ name, from }) => (
        <Table.Td key={name} visibleFrom={from}>
          <Skeleton height={21} />
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
