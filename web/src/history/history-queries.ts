import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
  useQuery,
  type UseQueryResult,
} from '@tanstack/react-query';
import { answerOf, api, type Schema } from '../api/client.ts';
import { type ResourceName, resourceTypeIn } from '../parts/addresses.ts';

export type HistoryPage = Schema<'AuditLogsPageDto'>;
export type ResourceState = Schema<'ResourceStateDto'>;
export type FieldState = Schema<'FieldStateDto'>;

const HISTORY_KEY = 'history';
const PAGE_SIZE = 30;
/** Without what leaves a thing as it was. */
const WHAT_COUNTS = '-action:(read, export, login, logout, request)';

export interface HistoryQuestion {
  readonly resource: ResourceName;
  /** Also what has left it as it was. */
  readonly withAll: boolean;
}

/** All entries of one thing, newest first; the older ones when they are asked for. */
export function useHistory({
  resource: { type, id },
  withAll,
}: HistoryQuestion): UseInfiniteQueryResult<InfiniteData<HistoryPage>> {
  return useInfiniteQuery({
    queryKey: [HISTORY_KEY, type, id, 'entries', withAll],
    queryFn: ({ signal, pageParam }) =>
      answerOf(
        api.GET('/api/v1/audit-logs/resources/{type}/{id}', {
          params: {
            path: { type, id },
            query: {
              limit: PAGE_SIZE,
              ...(!withAll && { q: WHAT_COUNTS }),
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pagination }) => pagination.nextCursor,
  });
}

/** What a thing was at a moment; now when there is none. */
export function useStateAt({ type, id }: ResourceName, at: string | undefined): UseQueryResult<ResourceState> {
  return useQuery({
    queryKey: [HISTORY_KEY, type, id, 'state', at ?? 'now'],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/audit-logs/resources/{type}/{id}/state', {
          params: { path: { type, id }, query: at === undefined ? {} : { at } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

/** The kinds of things that entries are about. */
export function useResourceTypes(): readonly string[] {
  const { data } = useQuery({
    queryKey: [HISTORY_KEY, 'types'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/audit-logs/fields', { params: { query: { field: 'resource' } }, signal })),
  });
  return data?.data[0]?.values.map(resourceTypeIn) ?? [];
}
