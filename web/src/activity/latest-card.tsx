import { Skeleton } from '@mantine/core';
import type { LogFilters } from '../log/log-view.ts';
import { text } from '../text/catalogue.ts';
import { NEWEST, useNewest } from './activity-queries.ts';
import { Card } from './card.tsx';
import { EntryLines } from './entry-lines.tsx';
import type { Subject } from './subject.ts';

const SHOWN = 10;

/** What a user has done last. */
export function LatestCard({ subject, filters }: { readonly subject: Subject; readonly filters: LogFilters }) {
  const { data } = useNewest(filters, NEWEST);
  return (
    <Card title={text.activity.latest}>
      {data === undefined ? (
        <Skeleton height={300} />
      ) : (
        <EntryLines
          entries={data.slice(0, SHOWN)}
          query={subject.query}
          range={subject.log.view.range}
          empty={text.activity.nothing}
        />
      )}
    </Card>
  );
}
