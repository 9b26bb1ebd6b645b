import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useZone } from '../../parts/zone.tsx';
import { text } from '../../text/catalogue.ts';
import { number } from '../../text/numbers.ts';
import { dateTime, wallClock, type Zone } from '../../text/time.ts';
import classes from './timeline.module.css';
import { type Bucket, barsOf, criticalMark, endOf } from './timeline-scale.ts';

export interface TimelineProps {
  readonly buckets: readonly Bucket[];
  /** Where the counted range ends; null when nothing was counted. */
  readonly end: string | null;
  /** Somebody wants to look only at this time; the end is not included. */
  readonly onBrush: (from: string, to: string) => void;
}

/** A run of bars, by their places. */
interface Brush {
  readonly anchor: number;
  readonly head: number;
}

const HEIGHT = 72;

/**
 * Entries over time, stacked by how they ended, with a sign above those among which something critical is. A period is chosen by dragging, or by the keyboard: arrows move, Shift
 * and arrows choose several bars, Enter looks at them.
 */
export function Timeline({ buckets, end, onBrush }: TimelineProps) {
  const [zone] = useZone();
  const { ref, width } = useElementSize();
  const [brush, setBrush] = useState<Brush>();
  const [isDragging, setDragging] = useState(false);
  const step = width / Math.max(1, buckets.length);
  const last = buckets.length - 1;
  const placeAt = (event: PointerEvent<SVGSVGElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    return Math.min(last, Math.max(0, Math.floor(x / step)));
  };
  const choose = ({ anchor, head }: Brush) => {
    const [first, final] = [Math.min(anchor, head), Math.max(anchor, head)];
    const from = buckets[first]?.start;
    setBrush(undefined);
    if (from !== undefined) onBrush(from, endOf(buckets, final, end));
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && brush) choose(brush);
    const move = { ArrowLeft: -1, ArrowRight: 1, Home: -buckets.length, End: buckets.length }[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const head = Math.min(last, Math.max(0, (brush?.head ?? (move > 0 ? -1 : last + 1)) + move));
    setBrush({ anchor: event.shiftKey && brush ? brush.anchor : head, head });
  };
  const from = brush && Math.min(brush.anchor, brush.head);
  const count = brush && Math.abs(brush.head - brush.anchor) + 1;
  const shown = brush && chosenText(buckets, brush, { zone, end });
  return (
    <div className={classes.frame}>
      <div
        ref={ref}
        role="slider"
        tabIndex={0}
        aria-label={text.log.timeline.label}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={brush?.head ?? 0}
        aria-valuetext={shown ?? helpOn(buckets)}
        className={classes.plot}
        onKeyDown={onKey}
        onBlur={() => setBrush(undefined)}
      >
        <svg
          width="100%"
          height={HEIGHT}
          aria-hidden
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            setDragging(true);
            setBrush({ anchor: placeAt(event), head: placeAt(event) });
          }}
          onPointerMove={(event) => {
            const place = placeAt(event);
            setBrush(isDragging && brush ? { ...brush, head: place } : { anchor: place, head: place });
          }}
          onPointerUp={() => {
            setDragging(false);
            if (isDragging && brush) choose(brush);
          }}
          onPointerLeave={() => !isDragging && setBrush(undefined)}
          onPointerCancel={() => setDragging(false)}
        >
          {from !== undefined && count !== undefined && (
            <rect x={from * step} y={0} width={count * step} height={HEIGHT} className={classes.brush} />
          )}
          {barsOf(buckets, HEIGHT).map((parts, index) =>
            parts.map(({ status, y, height }) => (
              <rect
                key={`${buckets[index]?.start} ${status}`}
                x={index * step + (step > 4 ? 0.75 : 0)}
                y={y}
                width={Math.max(1, step - (step > 4 ? 1.5 : 0))}
                height={height}
                data-status={status}
              />
            )),
          )}
          {buckets.map(
            ({ start, critical }, index) =>
              critical > 0 && <polygon key={start} points={criticalMark((index + 0.5) * step)} data-critical />,
          )}
        </svg>
      </div>
      <div className={classes.legend}>{shown ?? <Ticks buckets={buckets} end={end} zone={zone} />}</div>
    </div>
  );
}

/** How to use it, and what the signs above the bars say at once. */
function helpOn(buckets: readonly Bucket[]): string {
  const { help, withCritical } = text.log.timeline;
  const count = buckets.filter(({ critical }) => critical > 0).length;
  return count === 0 ? help : `${help}. ${withCritical(number(count), number(buckets.length))}`;
}

function chosenText(
  buckets: readonly Bucket[],
  { anchor, head }: Brush,
  { zone, end }: { readonly zone: Zone; readonly end: string | null },
): string {
  const [first, final] = [Math.min(anchor, head), Math.max(anchor, head)];
  const chosen = buckets.slice(first, final + 1);
  const sum = (kind: 'success' | 'failure' | 'error' | 'critical') =>
    chosen.reduce((total, each) => total + each[kind], 0);
  const begin = buckets[first]?.start;
  if (begin === undefined) return '';
  const until = endOf(buckets, final, end);
  const [from, to] = [dateTime(begin, zone), dateTime(until, zone)];
  const isSameDay = from.slice(0, 10) === to.slice(0, 10);
  const when = text.log.range.between(from.slice(0, 16), isSameDay ? to.slice(11, 16) : to.slice(0, 16));
  const { bucket, counts, critical } = text.log.timeline;
  const statuses = counts(number(sum('success')), number(sum('failure')), number(sum('error')));
  return bucket(when, sum('critical') > 0 ? critical(statuses, number(sum('critical'))) : statuses);
}

/** Where the timeline begins, its middle, and where it ends. */
function Ticks({
  buckets,
  end,
  zone,
}: {
  readonly buckets: readonly Bucket[];
  readonly end: string | null;
  readonly zone: Zone;
}) {
  const [first, middle] = [buckets[0]?.start, buckets[Math.floor(buckets.length / 2)]?.start];
  if (first === undefined || middle === undefined) return <span>{text.log.timeline.empty}</span>;
  const last = endOf(buckets, buckets.length - 1, end);
  const isShort = Date.parse(last) - Date.parse(first) <= 3 * 86_400_000;
  return [first, middle, last].map((at) => {
    const { date, time } = wallClock(at, zone);
    return <span key={at}>{isShort ? `${date.slice(5)} ${time.slice(0, 5)}` : date}</span>;
  });
}
