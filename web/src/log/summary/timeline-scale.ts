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

/** The bars of a timeline as high as the drawing; what went wrong is never too thin to be seen. */
export function barsOf(buckets: readonly Bucket[], height: number): readonly (readonly BarPart[])[] {
  const highest = Math.max(1, ...buckets.map(countOf));
  return buckets.map((bucket) => {
    let y = height;
    return STACKED.filter((status) => bucket[status] > 0).map((status) => {
      const part = Math.max(LEAST_PX, (bucket[status] / highest) * (height - 2 * LEAST_PX));
      y -= part;
      return { status, y, height: part };
    });
  });
}

function countOf({ success, failure, error }: Bucket): number {
  return success + failure + error;
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
