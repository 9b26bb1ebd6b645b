import { Skeleton, Text } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { logFiltersOf } from '../log/log-view.ts';
import type { Range } from '../log/range/range.ts';
import { text } from '../text/catalogue.ts';
import { useCounts } from './activity-queries.ts';
import { USER } from './activity-view.ts';
import { BarList } from './bar-list.tsx';
import { Card } from './card.tsx';

/** Those who have left most entries, to begin with one of them. */
export function MostActive({ range }: { readonly range: Range }) {
  const words = text.activity.start;
  const [parameters] = useSearchParams();
  const { data } = useCounts(logFiltersOf({ range, query: 'actor:user' }));
  const addressOf = (user: string): string => {
    const changed = new URLSearchParams(parameters);
    USER.write(user, changed);
    return `/activity?${changed.toString()}`;
  };
  return (
    <Card title={words.title} order={2}>
      <Text size="sm" c="dimmed" mb="sm">
        {words.lead}
      </Text>
      {data === undefined ? (
        <Skeleton height={240} />
      ) : (
        <BarList
          empty={text.activity.nothing}
          bars={data.topActors.values.flatMap(({ userId, userLabel, count }) => {
            const name = userLabel ?? userId;
            return name === null ? [] : [{ label: name, count, to: addressOf(name) }];
          })}
        />
      )}
    </Card>
  );
}
