import { Anchor, Button, Group, Text, Timeline } from '@mantine/core';
import {
  IconArrowBackUp,
  IconEye,
  IconPencil,
  IconPlus,
  IconPoint,
  IconTrash,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Entry } from '../api/client.ts';
import { ChangesTable } from '../entry/changes-table.tsx';
import { StatusMark } from '../entry/marks/status-mark.tsx';
import { changesOf } from '../entry/metadata.ts';
import { logAddress, resourceValue, term } from '../parts/addresses.ts';
import { TimeText } from '../parts/time-text.tsx';
import { text } from '../text/catalogue.ts';
import classes from './history.module.css';

export interface ResourceTimelineProps {
  /** Newest first. */
  readonly entries: readonly Entry[];
  /** The moment whose state is shown; now when undefined. */
  readonly at: string | undefined;
  readonly onStateAt: (at: string) => void;
}

const ICONS: Readonly<Record<string, TablerIcon>> = {
  create: IconPlus,
  update: IconPencil,
  delete: IconTrash,
  read: IconEye,
  restore: IconArrowBackUp,
};

/** What has happened to a thing, newest first, with what was changed. */
export function ResourceTimeline({ entries, at, onStateAt }: ResourceTimelineProps) {
  return (
    <Timeline bulletSize={28} lineWidth={2} role="list" classNames={{ item: classes.item }}>
      {entries.map((entry) => {
        const Icon = entry.status === 'success' ? (ICONS[entry.actionType] ?? IconPoint) : IconX;
        const color = entry.status === 'success' ? 'gray' : 'red';
        return (
          <Timeline.Item key={entry.id} role="listitem" color={color} bullet={<Icon size={15} aria-hidden />}>
            <HistoryEntry entry={entry} isShown={entry.timestamp === at} onStateAt={onStateAt} />
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}

interface HistoryEntryProps {
  readonly entry: Entry;
  readonly isShown: boolean;
  readonly onStateAt: (at: string) => void;
}

function HistoryEntry({ entry, isShown, onStateAt }: HistoryEntryProps) {
  const words = text.history;
  const changes = changesOf(entry);
  return (
    <>
      <Anchor component={Link} to={panelAddress(entry)} c="inherit" fw={550} className={classes.sentence}>
        {entry.description}
      </Anchor>
      <Group gap="sm" className={classes.line}>
        <TimeText at={entry.timestamp} />
        <StatusMark outcome={entry} />
        {entry.ipAddress !== null && <span>{entry.ipAddress}</span>}
        {changes !== undefined && !changes.isAttempted && (
          <Button
            size="compact-xs"
            variant={isShown ? 'light' : 'default'}
            aria-pressed={isShown}
            onClick={() => onStateAt(entry.timestamp)}
          >
            {words.stateThen}
          </Button>
        )}
      </Group>
      {changes?.isAttempted && (
        <Text size="sm" c="dimmed">
          {text.entry.changes.attempted}
        </Text>
      )}
      {changes !== undefined && changes.changes.length > 0 && <ChangesTable changes={changes.changes} />}
    </>
  );
}

/** The log with the entries of the same thing, and this one opened. */
function panelAddress({ id, resourceType, resourceId }: Entry): string {
  const query = resourceType === null ? undefined : term('resource', resourceValue(resourceType, resourceId));
  return logAddress({ query, range: 'all', entryId: id });
}
