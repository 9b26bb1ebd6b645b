import { useZone } from '../parts/zone.tsx';
import { text } from '../text/catalogue.ts';
import { number } from '../text/numbers.ts';
import { dateTime } from '../text/time.ts';
import type { ErrorGroup } from './errors-queries.ts';
import classes from './error-table.module.css';

export interface SparklineProps {
  readonly counts: readonly number[];
  /** Where each step begins, ISO 8601. */
  readonly starts: readonly string[];
  readonly severity: ErrorGroup['severity'];
}

const HEIGHT = 28;
const STEP = 4;
/** Whatever there is can be seen. */
const LEAST = 2;

/** How often over time, as small bars; its highest point in words. */
export function Sparkline({ counts, starts, severity }: SparklineProps) {
  const [zone] = useZone();
  const highest = Math.max(1, ...counts);
  const peak = starts[counts.indexOf(highest)];
  const label = peak === undefined ? undefined : text.errors.peak(number(highest), dateTime(peak, zone).slice(0, 16));
  return (
    <svg
      role="img"
      aria-label={label ?? text.errors.columns.trend}
      viewBox={`0 0 ${Math.max(1, counts.length) * STEP} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={classes.sparkline}
      data-severity={severity ?? undefined}
    >
      <title>{label}</title>
      {counts.map((count, index) => {
        const height = count === 0 ? 1 : Math.max(LEAST, (count / highest) * HEIGHT);
        return (
          <rect
            key={starts[index] ?? index}
            x={index * STEP}
            y={HEIGHT - height}
            width={STEP - 1}
            height={height}
            data-none={count === 0 || undefined}
          />
        );
      })}
    </svg>
  );
}
