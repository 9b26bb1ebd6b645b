import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Entry, type Schema } from '../api/client.ts';
import type { LogFilters } from '../log/log-view.ts';

export type Summary = Schema<'SummaryDto'>;

const ACTIVITY_KEY = 'activity';
/** How many of the newest entries are looked at for what no count of the API tells, such as addresses. */
export const NEWEST = 200;

/** Counts of what matches. */
export function useCounts(filters: LogFilters, isWanted = true): UseQueryResult<Summary> {
  return useQuery({
    queryKey: [ACTIVITY_KEY, 'counts', filters],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/audit-logs/summary', { params: { query: filters }, signal })),
    enabled: isWanted,
    placeholderData: keepPreviousData,
  });
}

/** The newest entries that match. */
export function useNewest(filters: LogFilters, limit: number): UseQueryResult<readonly Entry[]> {
  const query = { ...filters, limit };
  return useQuery({
    queryKey: [ACTIVITY_KEY, 'newest', query],
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/audit-logs', { params: { query }, signal }))).data,
    placeholderData: keepPreviousData,
  });
}

/** Users that begin like what is written, as entries name them. */
export function useUserNames(prefix: string): readonly string[] {
  const { data } = useQuery({
    queryKey: [ACTIVITY_KEY, 'users', prefix],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/audit-logs/fields', {
          params: { query: { field: 'user', ...(prefix !== '' && { prefix }) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
  return data?.data[0]?.values ?? [];
}
