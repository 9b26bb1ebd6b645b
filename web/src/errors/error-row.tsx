import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { activityAddress, logAddress } from '../parts/addresses.ts';
import { TimeText } from '../parts/time-text.tsx';
import { text } from '../text/catalogue.ts';
import { number } from '../text/numbers.ts';
import type { ErrorGroup } from './errors-queries.ts';
import classes from './error-table.module.css';
import { SeverityMark } from './severity-mark.tsx';
import { Sparkline } from './sparkline.tsx';

export interface ErrorRowProps {
  readonly group: ErrorGroup;
  /** Where each step of its counts begins. */
  readonly starts: readonly string[];
  /** The address of the log with its entries. */
  readonly to: string;
}

/** One fault: what it is, how often, when, and to whom. */
export function ErrorRow({ group, starts, to }: ErrorRowProps) {
  const words = text.errors.columns;
  return (
    <tr role="row">
      <th role="rowheader" scope="row" className={classes.fault} data-wide>
        <Link to={to} className={classes.name}>
          {group.errorType ?? text.errors.unnamed}
        </Link>
        <span className={classes.sentence} title={group.sample.description}>
          {group.sample.description}
        </span>
      </th>
      <td role="cell" data-label={words.severity}>
        <SeverityMark severity={group.severity} />
      </td>
      <td role="cell" className={classes.trend} data-wide>
        <Sparkline counts={group.counts} starts={starts} severity={group.severity} />
      </td>
      <td role="cell" className={classes.number} data-label={words.count}>
        <b>{number(group.count)}</b>
      </td>
      <td role="cell" className={classes.users} data-label={words.users}>
        <AffectedUsers group={group} />
      </td>
      <td role="cell" data-label={words.firstSeen}>
        <TimeText at={group.firstSeen} />
      </td>
      <td role="cell" data-label={words.lastSeen}>
        <TimeText at={group.lastSeen} />
        <Anchor component={Link} to={logAddress({ entryId: group.sample.id, range: 'all' })} size="sm" display="block">
          {text.errors.latest}
        </Anchor>
      </td>
    </tr>
  );
}

/** To how many it has happened, and to whom most often. */
function AffectedUsers({ group: { users, topUsers } }: { readonly group: ErrorGroup }) {
  const [most] = topUsers;
  const who = most?.userId ?? most?.userLabel;
  return (
    <>
      {users === 0 ? <span className={classes.nobody}>{text.errors.nobody}</span> : number(users)}
      {who !== null && who !== undefined && (
        <Text size="sm" truncate>
          <Anchor component={Link} to={activityAddress(who)} size="sm" title={most?.userLabel ?? who}>
            {most?.userLabel ?? who}
          </Anchor>
        </Text>
      )}
    </>
  );
}
