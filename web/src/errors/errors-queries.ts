import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schema } from '../api/client.ts';
import type { LogFilters } from '../log/log-view.ts';
import { GROUPS_ON_PAGE, type GroupsView } from './errors-view.ts';

/** A page of faults, each once. */
export type ErrorGroups = Schema<'ErrorGroupsDto'>;
export type ErrorGroup = Schema<'ErrorGroupDto'>;

/** The faults among the entries that match; the page before stays until it is there. */
export function useErrorGroups(filters: LogFilters, { sort, page }: GroupsView): UseQueryResult<ErrorGroups> {
  const query = { ...filters, sort, page, limit: GROUPS_ON_PAGE };
  return useQuery({
    queryKey: ['errors', query],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/audit-logs/errors/groups', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}
