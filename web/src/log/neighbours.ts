import type { LogPage } from './log-queries.ts';
import type { LogView, Place } from './log-view.ts';

type Paging = Pick<LogPage, 'data' | 'pagination'>;

/** Where the page of older entries begins; undefined when there are none. */
export function olderPlace({ data, pagination }: Paging, { place }: Pick<LogView, 'place'>): Place | undefined {
  const cursor = pagination.nextCursor;
  return cursor === null ? undefined : { cursor, first: (place?.first ?? 1) + data.length };
}

/**
 * Where the page of newer entries begins; undefined when there are none. It ends where this one begins, also when
 * entries were added since, which the newest page would not.
 */
export function newerPlace(
  { pagination }: Paging,
  { place, pageSize }: Pick<LogView, 'place' | 'pageSize'>,
): Place | undefined {
  const cursor = pagination.previousCursor;
  return cursor === null ? undefined : { cursor, first: Math.max(1, (place?.first ?? 1) - pageSize) };
}
