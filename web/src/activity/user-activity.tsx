import { Skeleton, Stack } from '@mantine/core';
import { IconUserOff } from '@tabler/icons-react';
import { logFiltersOf } from '../log/log-view.ts';
import { queryOf } from '../log/query/terms.ts';
import { rangeText } from '../log/range/range-text.ts';
import type { Log } from '../log/use-log.ts';
import { BlankState } from '../parts/blank-state.tsx';
import { FailureState } from '../parts/failure-state.tsx';
import { useZone } from '../parts/zone.tsx';
import { text } from '../text/catalogue.ts';
import classes from './activity.module.css';
import { useNames } from './activity-queries.ts';
import { AddressCard } from './address-card.tsx';
import { CountCards } from './count-cards.tsx';
import { LatestCard } from './latest-card.tsx';
import { SignInCard } from './sign-in-card.tsx';
import type { Subject } from './subject.ts';
import { UserHead } from './user-head.tsx';

/** Everything about one user, under all names that the newest entry of theirs tells. */
export function UserActivity({ user, log }: { readonly user: string; readonly log: Log }) {
  const words = text.activity.unknown;
  const { data: names, error, refetch } = useNames(user);
  if (error) return <FailureState failure={error} onRetry={() => void refetch()} needs="audit:read" />;
  if (names === undefined) return <Skeleton height={160} />;
  if (names === null) return <BlankState icon={<IconUserOff size={30} />} title={words.title} lead={words.lead} />;
  const query = queryOf([{ isNegated: false, field: 'user', values: [...names.ids, ...names.labels] }]);
  return <Known subject={{ names, query, log }} />;
}

function Known({ subject }: { readonly subject: Subject }) {
  const [zone] = useZone();
  const { range } = subject.log.view;
  const filters = logFiltersOf({ range, query: subject.query });
  return (
    <Stack gap="md" component="section" aria-label={text.activity.of(rangeText(range, zone))}>
      <UserHead subject={subject} filters={filters} />
      <div className={classes.columns}>
        <Stack gap="md">
          <SignInCard subject={subject} />
          <LatestCard subject={subject} filters={filters} />
        </Stack>
        <Stack gap="md">
          <AddressCard subject={subject} filters={filters} />
          <CountCards subject={subject} filters={filters} />
        </Stack>
      </div>
    </Stack>
  );
}
