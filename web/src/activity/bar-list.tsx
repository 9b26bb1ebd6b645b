import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { number } from '../text/numbers.ts';
import classes from './activity.module.css';

/** One value, and how many entries have it. */
export interface Bar {
  readonly label: string;
  readonly count: number;
  /** The log with these entries; undefined where it can not be asked for them. */
  readonly to: string | undefined;
}

/** Values with their counts, as long as their share of the largest one. */
export function BarList({ bars, empty }: { readonly bars: readonly Bar[]; readonly empty: string }) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  if (bars.length === 0) {
    return (
      <Text c="dimmed" size="sm">
        {empty}
      </Text>
    );
  }
  return (
    <ul className={classes.bars}>
      {bars.map(({ label, count, to }) => (
        <li key={label}>
          <span className={classes.bar} style={{ width: `${(count / most) * 100}%` }} aria-hidden />
          {to === undefined ? (
            <span className={classes.label}>{label}</span>
          ) : (
            <Anchor component={Link} to={to} c="inherit" className={classes.label}>
              {label}
            </Anchor>
          )}
          <span className={classes.count}>{number(count)}</span>
        </li>
      ))}
    </ul>
  );
}
