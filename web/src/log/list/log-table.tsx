import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type MouseEvent, type Ref, useCallback, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import type { Entry } from '../../api/client.ts';
import { useZone } from '../../parts/zone.tsx';
import { text } from '../../text/catalogue.ts';
import { type Zone, zoneName, zonePlace } from '../../text/time.ts';
import { CellMenu, type CellMenuActions, useCellMenu } from './cell-menu.tsx';
import { EntryRow } from './entry-row.tsx';
import classes from './log-table.module.css';

/** What can be asked of the table from outside. */
export interface TableHandle {
  /** Brings a row into sight. */
  show(index: number): void;
  /** Brings a row into sight and puts the focus on it. */
  focus(index: number): void;
  /** The row that has the focus; undefined when none has. */
  focused(): number | undefined;
}

export interface LogTableProps extends CellMenuActions {
  readonly entries: readonly Entry[];
  readonly openId: string | undefined;
  /** The address of the list with an entry opened. */
  readonly addressOf: (id: string) => string;
  /** What is shown belongs to the page before, while this one is on its way. */
  readonly isStale: boolean;
  readonly ref: Ref<TableHandle>;
}

/** Two lines of text; cards of narrow screens are measured. */
const ROW_PX = 61;
const OVERSCAN = 10;

/** A page of entries as a real table, of which only the rows in sight are in the document. */
export function LogTable({ entries, openId, addressOf, isStale, onFilterFor, onFilterOut, ref }: LogTableProps) {
  const [zone] = useZone();
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  const menu = useCellMenu();
  useLayoutEffect(() => {
    const measure = () => setTop((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    const observer = new ResizeObserver(measure); // what stands above opens and closes
    measure();
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  const rows = useWindowVirtualizer({
    count: entries.length,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    scrollMargin: top,
    getItemKey: (index) => entries[index]?.id ?? index,
    scrollPaddingStart: 112,
    scrollPaddingEnd: 24,
  });
  useImperativeHandle(ref, () => ({
    show: (index) => rows.scrollToIndex(index, { align: 'auto' }),
    focus(index) {
      rows.scrollToIndex(index, { align: 'auto' });
      const there = linkAt(body.current, index);
      if (there) there.focus({ preventScroll: true });
      else requestAnimationFrame(() => linkAt(body.current, index)?.focus({ preventScroll: true }));
    },
    focused() {
      const row = document.activeElement?.closest<HTMLElement>('tr[data-index]');
      return row && body.current?.contains(row) ? Number(row.dataset['index']) : undefined;
    },
  }));
  const open = menu.open;
  const onClick = useCallback(
    (event: MouseEvent<HTMLElement>) => {
      const cell = (event.target as HTMLElement).closest<HTMLElement>('button[data-field]');
      const { field, value } = cell?.dataset ?? {};
      if (cell && field !== undefined && value !== undefined) open({ cell, field, value });
    },
    [open],
  );
  const shown = rows.getVirtualItems();
  const before = shown.length > 0 ? (shown[0]?.start ?? 0) - top : 0;
  const after = rows.getTotalSize() - ((shown.at(-1)?.end ?? top) - top);
  return (
    <div className={classes.frame} data-stale={isStale || undefined}>
      <table role="table" className={classes.table} aria-rowcount={entries.length + 1} aria-busy={isStale}>
        <caption className={classes.caption}>{text.log.table.caption}</caption>
        <TableHead zone={zone} />
        <tbody role="rowgroup" ref={body} onClick={onClick}>
          <Gap height={before} />
          {shown.map(({ index }) => {
            const entry = entries[index];
            return (
              entry && (
                <EntryRow
                  key={entry.id}
                  entry={entry}
                  index={index}
                  zone={zone}
                  to={addressOf(entry.id)}
                  isOpen={entry.id === openId}
                  measure={rows.measureElement}
                />
              )
            );
          })}
          <Gap height={after} />
        </tbody>
      </table>
      <CellMenu opened={menu.opened} onClose={menu.close} onFilterFor={onFilterFor} onFilterOut={onFilterOut} />
    </div>
  );
}

/** The columns; also above the skeleton of a table. */
export function TableHead({ zone }: { readonly zone: Zone }) {
  const words = text.log.table;
  const columns: readonly (readonly [className: string | undefined, label: string, title?: string])[] = [
    [classes.status, words.status],
    [classes.time, words.time(zonePlace(zone)), zoneName(zone)],
    [classes.user, words.user],
    [classes.what, words.what],
    [classes.resource, words.resource],
    [classes.action, words.action],
    [classes.ip, words.ip],
  ];
  return (
    <thead role="rowgroup" className={classes.head}>
      <tr role="row" aria-rowindex={1}>
        {columns.map(([className, label, title]) => (
          <th key={label} role="columnheader" scope="col" className={className} title={title}>
            {label}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** Rows that are not in the document. */
function Gap({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden className={classes.gap}>
      <td style={{ height }} />
    </tr>
  );
}

function linkAt(body: HTMLElement | null, index: number): HTMLElement | null {
  return body?.querySelector<HTMLElement>(`tr[data-index="${index}"] a`) ?? null;
}
