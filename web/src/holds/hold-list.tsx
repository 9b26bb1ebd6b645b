import { Anchor, Badge, Button } from '@mantine/core';
import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { Link } from 'react-router';
import { logAddress, resourceValue, term } from '../parts/addresses.ts';
import { CardTable, ColumnHeads } from '../parts/card-table.tsx';
import { TimeText } from '../parts/time-text.tsx';
import { text } from '../text/catalogue.ts';
import classes from './hold-list.module.css';
import { HoldSubject } from './hold-subject.tsx';
import type { LegalHold } from './holds-queries.ts';

export interface HoldListProps {
  readonly holds: readonly LegalHold[];
  readonly onRelease: (hold: LegalHold) => void;
}

/** Holds in rows; where there is little room a row is a card. */
export function HoldList({ holds, onRelease }: HoldListProps) {
  const words = text.holds.columns;
  return (
    <CardTable
      label={text.holds.caption}
      head={
        <ColumnHeads labels={[words.reason, words.state, words.subject, words.placed, words.released, words.actions]} />
      }
    >
      {holds.map((hold) => (
        <HoldRow key={hold.id} hold={hold} onRelease={() => onRelease(hold)} />
      ))}
    </CardTable>
  );
}

interface HoldRowProps {
  readonly hold: LegalHold;
  readonly onRelease: () => void;
}

function HoldRow({ hold, onRelease }: HoldRowProps) {
  const words = text.holds;
  const isHolding = hold.releasedAt === null;
  return (
    <tr role="row">
      <th role="rowheader" scope="row" className={classes.reason} data-released={!isHolding || undefined} data-wide>
        {hold.reason}
      </th>
      <td role="cell">
        <Badge
          variant="light"
          color={isHolding ? 'indigo' : 'gray'}
          c="var(--mantine-color-text)"
          size="lg"
          tt="none"
          fw={500}
          leftSection={isHolding ? <IconLock size={14} aria-hidden /> : <IconLockOpen size={14} aria-hidden />}
        >
          {isHolding ? words.states.holds : words.states.released}
        </Badge>
      </td>
      <td role="cell" data-label={words.columns.subject} data-wide className={classes.subject}>
        <HoldSubject hold={hold} />
        <Anchor component={Link} to={entriesAddress(hold)} size="sm">
          {words.subject.show}
        </Anchor>
      </td>
      <td role="cell" data-label={words.columns.placed}>
        <TimeText at={hold.placedAt} />
        <small>{words.by(hold.placedBy)}</small>
      </td>
      <td role="cell" data-label={words.columns.released} data-empty={isHolding || undefined}>
        {hold.releasedAt !== null && <TimeText at={hold.releasedAt} />}
        {hold.releasedBy !== null && <small>{words.by(hold.releasedBy)}</small>}
      </td>
      <td role="cell" data-empty={!isHolding || undefined}>
        {isHolding && (
          <Button size="xs" variant="default" onClick={onRelease} aria-label={words.release.openOf(hold.reason)}>
            {words.release.open}
          </Button>
        )}
      </td>
    </tr>
  );
}

/** The log with the entries that are held. */
function entriesAddress({ userId, resourceType, resourceId, tenantId, from, to }: LegalHold): string {
  const terms = [
    userId === null ? undefined : term('user', userId),
    resourceType === null ? undefined : term('resource', resourceValue(resourceType, resourceId)),
    tenantId === null ? undefined : term('tenant', tenantId),
  ];
  const query = terms.filter((each) => each !== undefined).join(' ');
  const isAlways = from === null && to === null;
  return logAddress({ query, ...(isAlways ? { range: 'all' } : { from: from ?? undefined, to: to ?? undefined }) });
}
