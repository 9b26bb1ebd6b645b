import { Anchor, Skeleton, Text } from '@mantine/core';
import { Link } from 'react-router';
import { viewAddress } from '../log/log-address.ts';
import type { LogFilters } from '../log/log-view.ts';
import { term } from '../parts/addresses.ts';
import { TimeText } from '../parts/time-text.tsx';
import { text } from '../text/catalogue.ts';
import { number } from '../text/numbers.ts';
import classes from './activity.module.css';
import { NEWEST, useNewest } from './activity-queries.ts';
import { Card } from './card.tsx';
import { addressesIn } from './seen.ts';
import type { Subject } from './subject.ts';

const MOST_SHOWN = 8;

/** Where the newest entries came from. */
export function AddressCard({ subject, filters }: { readonly subject: Subject; readonly filters: LogFilters }) {
  const words = text.activity.addresses;
  const { data } = useNewest(filters, NEWEST);
  const { range } = subject.log.view;
  if (data === undefined) {
    return (
      <Card title={words.title}>
        <Skeleton height={160} />
      </Card>
    );
  }
  const addresses = addressesIn(data);
  return (
    <Card title={words.title}>
      {addresses.length === 0 ? (
        <Text size="sm" c="dimmed">
          {words.none}
        </Text>
      ) : (
        <>
          <ul className={classes.lines}>
            {addresses.slice(0, MOST_SHOWN).map(({ address, count, lastSeen }) => (
              <li key={address}>
                <Anchor
                  component={Link}
                  size="sm"
                  ff="monospace"
                  to={viewAddress({ query: `${subject.query} ${term('ip', address)}`, range })}
                >
                  {address}
                </Anchor>
                <span className={classes.aside}>
                  {words.seen(number(count))} <TimeText at={lastSeen} />
                </span>
              </li>
            ))}
          </ul>
          <Text size="xs" c="dimmed" mt="xs">
            {addresses.length > MOST_SHOWN && `${words.more(addresses.length - MOST_SHOWN)} `}
            {data.length === NEWEST ? words.newest(number(NEWEST)) : words.all}
          </Text>
        </>
      )}
    </Card>
  );
}
