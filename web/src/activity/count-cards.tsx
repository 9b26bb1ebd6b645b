import { Skeleton } from '@mantine/core';
import { viewAddress } from '../log/log-address.ts';
import type { LogFilters } from '../log/log-view.ts';
import { resourceValue, term } from '../parts/addresses.ts';
import { text } from '../text/catalogue.ts';
import { words as readable } from '../text/words.ts';
import { type Summary, useCounts } from './activity-queries.ts';
import { type Bar, BarList } from './bar-list.tsx';
import { Card } from './card.tsx';
import type { Subject } from './subject.ts';

export interface CardsProps {
  readonly subject: Subject;
  readonly filters: LogFilters;
}

const MOST_SHOWN = 8;

/** What a user has done, in which part of the application, and to what. */
export function CountCards({ subject, filters }: CardsProps) {
  const words = text.activity.cards;
  const { data } = useCounts(filters);
  const cards = [
    { title: words.actions, field: 'action', values: data?.topActions.values },
    { title: words.categories, field: 'category', values: data?.categories },
    { title: words.resources, field: 'resource', values: data?.topResources.values },
  ] as const;
  return cards.map(({ title, field, values }) => (
    <Card key={field} title={title}>
      {values === undefined ? (
        <Skeleton height={160} />
      ) : (
        <BarList bars={barsOf({ subject, field, values })} empty={text.activity.nothing} />
      )}
    </Card>
  ));
}

interface Counted {
  readonly subject: Subject;
  readonly field: string;
  readonly values: Summary['categories'];
}

function barsOf({ subject, field, values }: Counted): readonly Bar[] {
  const { range } = subject.log.view;
  return values.slice(0, MOST_SHOWN).map(({ value, count }) => ({
    label: value === null ? text.activity.none : readable(value),
    count,
    to:
      value === null
        ? undefined
        : viewAddress({ query: `${subject.query} ${term(field, writtenIn(field, value))}`, range }),
  }));
}

function writtenIn(field: string, value: string): string {
  return field === 'resource' ? resourceValue(value) : value;
}
