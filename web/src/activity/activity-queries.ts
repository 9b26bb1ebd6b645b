import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Entry, type Schema } from '../api/client.ts';
import type { LogFilters } from '../log/log-view.ts';
import { term } from '../parts/addresses.ts';
import { namesIn, type SeenNames } from './seen.ts';

export type Summary = Schema<'SummaryDto'>;

const ACTIVITY_KEY = 'activity';
/** How many of the newest entries are looked at for what no count of the API tells, such as addresses. */
export const NEWEST = 200;

/** Counts of what matches. */
export function useCounts(filters: LogFilters): UseQueryResult<Summary> {
  return useQuery({
    queryKey: [ACTIVITY_KEY, 'counts', filters],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/audit-logs/summary', { params: { query: filters }, signal })),
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

/**
 * Under which names the log knows a user, who is given by one of them: id and label of the newest entry. Attempts to sign
 * in have the label only, as nobody was signed in. Null when there is no entry of such a user.
 */
export function useNames(user: string): UseQueryResult<SeenNames | null> {
  const query = { q: term('user', user), limit: 1 };
  return useQuery({
    queryKey: [ACTIVITY_KEY, 'names', user],
    queryFn: async ({ signal }) => {
      const { data } = await answerOf(api.GET('/api/v1/audit-logs', { params: { query }, signal }));
      return data.length === 0 ? null : withName(namesIn(data), user);
    },
  });
}

function withName(names: SeenNames, user: string): SeenNames {
  const isKnown = names.ids.includes(user) || names.labels.includes(user);
  return isKnown ? names : { ...names, labels: [...names.labels, user] };
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
