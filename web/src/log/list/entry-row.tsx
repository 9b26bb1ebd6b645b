import { memo, type MouseEvent, type Ref } from 'react';
import { Link } from 'react-router';
import type { Entry } from '../../api/client.ts';
import { actorName } from '../../entry/marks/actor.ts';
import { lookOf, StatusMark } from '../../entry/marks/status-mark.tsx';
import { resourceValue } from '../../parts/addresses.ts';
import { text } from '../../text/catalogue.ts';
import { exactTime, wallClock, type Zone } from '../../text/time.ts';
import { words } from '../../text/words.ts';
import type { FieldValue } from '../query/filters.ts';
import classes from './log-table.module.css';

export interface EntryRowProps {
  readonly entry: Entry;
  /** Its place on the page, from 0. */
  readonly index: number;
  readonly zone: Zone;
  /** The address of the list with this entry opened. */
  readonly to: string;
  readonly isOpen: boolean;
  readonly measure: Ref<HTMLTableRowElement>;
}

/** One entry. A click anywhere opens it, but for values: those are filters. */
export const EntryRow = memo(function EntryRow({ entry, index, zone, to, isOpen, measure }: EntryRowProps) {
  const clock = wallClock(entry.timestamp, zone);
  return (
    <tr
      ref={measure}
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      data-look={lookOf(entry)}
      data-open={isOpen || undefined}
      className={classes.row}
      onClick={openByClick}
    >
      <td role="cell" className={classes.status}>
        <Value field="status" value={entry.status}>
          <StatusMark outcome={entry} />
        </Value>
      </td>
      <td role="cell" className={classes.time}>
        <time dateTime={entry.timestamp} title={exactTime(entry.timestamp, zone)}>
          {clock.time}
          <small>{clock.date}</small>
        </time>
      </td>
      <td role="cell" className={classes.user}>
        <UserValues entry={entry} />
      </td>
      <td role="cell" className={classes.what}>
        <Link
          to={to}
          preventScrollReset
          className={classes.sentence}
          title={entry.description}
          aria-current={isOpen || undefined}
        >
          {entry.description}
        </Link>
      </td>
      <td role="cell" className={classes.resource}>
        {entry.resourceType === null ? (
          <span className={classes.none}>{text.log.table.none}</span>
        ) : (
          <Value field="resource" value={resourceValue(entry.resourceType)}>
            {words(entry.resourceType)}
          </Value>
        )}
        {entry.resourceType !== null && entry.resourceId !== null && (
          <small>
            <Value
              field="resource"
              value={resourceValue(entry.resourceType, entry.resourceId)}
              title={entry.resourceId}
            >
              {entry.resourceId}
            </Value>
          </small>
        )}
      </td>
      <td role="cell" className={classes.action}>
        <Value field="action" value={entry.actionType}>
          {words(entry.actionType)}
        </Value>
        <small>
          <Value field="category" value={entry.category}>
            {words(entry.category)}
          </Value>
        </small>
      </td>
      <td role="cell" className={classes.ip}>
        {entry.ipAddress === null ? (
          <span className={classes.none}>{text.log.table.none}</span>
        ) : (
          <Value field="ip" value={entry.ipAddress}>
            {entry.ipAddress}
          </Value>
        )}
      </td>
    </tr>
  );
});

/** The label, and the id on the second line; who has neither is told by the kind of actor. */
function UserValues({ entry }: { readonly entry: Entry }) {
  const { userLabel, userId, actorType } = entry;
  const name = userLabel ?? userId;
  return (
    <>
      <Value field={name === null ? 'actor' : 'user'} value={name ?? actorType} title={actorName(entry)}>
        {actorName(entry)}
      </Value>
      {userLabel !== null && userId !== null && (
        <small>
          <Value field="user" value={userId} title={userId}>
            {userId}
          </Value>
        </small>
      )}
    </>
  );
}

interface ValueProps extends FieldValue {
  readonly title?: string;
  readonly children: React.ReactNode;
}

/** A value that can be filtered by; the table listens for all of them. */
function Value({ field, value, title, children }: ValueProps) {
  return (
    <button
      type="button"
      className={classes.value}
      data-field={field}
      data-value={value}
      title={title ?? undefined}
      aria-haspopup="menu"
    >
      {children}
    </button>
  );
}

/** Follows the link of the row, unless a value or the link itself was meant, or text is being selected. */
function openByClick(event: MouseEvent<HTMLTableRowElement>): void {
  const target = event.target as HTMLElement;
  if (target.closest('button, a') !== null || getSelection()?.isCollapsed === false) return;
  event.currentTarget.querySelector('a')?.click();
}
