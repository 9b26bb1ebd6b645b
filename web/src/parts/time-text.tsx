import { ago, dateTime, exactTime } from '../text/time.ts';
import { useZone } from './zone.tsx';

export interface TimeTextProps {
  /** ISO 8601. */
  readonly at: string;
  /** @default to the second */
  readonly precision?: 'second' | 'millisecond';
}

/** A moment in the zone that times are shown in; how long ago it was, when somebody points at it. */
export function TimeText({ at, precision = 'second' }: TimeTextProps) {
  const [zone] = useZone();
  return (
    <time
      dateTime={at}
      title={ago(at, new Date())}
      style={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}
    >
      {precision === 'second' ? dateTime(at, zone) : exactTime(at, zone)}
    </time>
  );
}
