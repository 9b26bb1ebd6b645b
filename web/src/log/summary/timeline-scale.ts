import type { Schema } from '../../api/client.ts';

export type Bucket = Schema<'TimelineBucketDto'>;

/** One part of a bar, in the units of the drawing, from the top. */
export interface BarPart {
  readonly status: 'success' | 'failure' | 'error';
  readonly y: number;
  readonly height: number;
}

/** From the bottom up: what went wrong lies on top, where it is seen. */
const STACKED = ['success', 'failure', 'error'] as const;
/** Whatever there is can be seen, be it one among thousands. */
const LEAST_PX = 3;

/** Above the bars, so that a mark there hides none of them. */
export const MARK_LANE_PX = 12;
const MARK_PX = 4.5;

/** The bars of a timeline as high as the drawing; what went wrong is never too thin to be seen. */
export function barsOf(buckets: readonly Bucket[], height: number): readonly (readonly BarPart[])[] {
  const highest = Math.max(1, ...buckets.map(countOf));
  const room = height - MARK_LANE_PX - 2 * LEAST_PX;
  return buckets.map((bucket) => {
    let y = height;
    return STACKED.filter((status) => bucket[status] > 0).map((status) => {
      const part = Math.max(LEAST_PX, (bucket[status] / highest) * room);
      y -= part;
      return { status, y, height: part };
    });
  });
}

/** The corners of the sign of what is critical, an octagon, in the lane above the bars: `x,y x,y …`. */
export function criticalMark(center: number): string {
  const near = MARK_PX * (Math.SQRT2 - 1);
  const corners = [
    [-near, -MARK_PX],
    [near, -MARK_PX],
    [MARK_PX, -near],
    [MARK_PX, near],
    [near, MARK_PX],
    [-near, MARK_PX],
    [-MARK_PX, near],
    [-MARK_PX, -near],
  ] as const;
  return corners.map(([x, y]) => `${(center + x).toFixed(2)},${(MARK_LANE_PX / 2 + y).toFixed(2)}`).join(' ');
}

function countOf({ success, failure, error }: Bucket): number {
  return success + failure + error;
}

/** Without the empty ones at the end that have not begun yet: counts know whole hours only. */
export function begunBy(now: Date, buckets: readonly Bucket[]): readonly Bucket[] {
  const last = buckets.findLastIndex((bucket) => countOf(bucket) > 0 || Date.parse(bucket.start) <= now.getTime());
  return buckets.slice(0, last + 1);
}

/** Where a bucket ends: where the next one begins, or as long after its beginning as the one before was. */
export function endOf(buckets: readonly Bucket[], index: number, rangeEnd: string | null): string {
  const next = buckets[index + 1]?.start;
  if (next !== undefined) return next;
  const [last, previous] = [buckets[index]?.start, buckets[index - 1]?.start];
  if (last === undefined) return rangeEnd ?? '';
  if (previous === undefined) return rangeEnd ?? last;
  return new Date(2 * Date.parse(last) - Date.parse(previous)).toISOString();
}
