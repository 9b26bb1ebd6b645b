import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Entry } from '../api/client.ts';
import { StatusMark } from '../entry/marks/status-mark.tsx';
import { viewAddress } from '../log/log-address.ts';
import type { LogView } from '../log/log-view.ts';
import { TimeText } from '../parts/time-text.tsx';
import classes from './activity.module.css';

export interface EntryLinesProps {
  readonly entries: readonly Entry[];
  /** The log shows these around an entry that is opened. */
  readonly query: string;
  readonly range: LogView['range'];
  readonly empty: string;
}

/** Entries in a line each; each leads into the log. */
export function EntryLines({ entries, query, range, empty }: EntryLinesProps) {
  if (entries.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {empty}
      </Text>
    );
  }
  const list = viewAddress({ query, range });
  return (
    <ul className={classes.lines}>
      {entries.map((entry) => (
        <li key={entry.id}>
          <Anchor component={Link} to={list.replace('/log', `/log/${entry.id}`)} size="sm" c="inherit">
            {entry.description}
          </Anchor>
          <span className={classes.aside}>
            <StatusMark outcome={entry} />
            <TimeText at={entry.timestamp} />
            {entry.ipAddress !== null && <span>{entry.ipAddress}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
