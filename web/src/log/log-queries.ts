import { keepPreviousData, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schema } from '../api/client.ts';
import type { LogFilters, LogView } from './log-view.ts';
import { logFiltersOf, saysWhen } from './log-view.ts';
import type { QueryField } from './query/completion.ts';

export type LogPage = Schema<'AuditLogsPageDto'>;
export type Summary = Schema<'SummaryDto'>;

/** Each reading leaves an entry, so what was read a moment ago is not read again. */
const FRESH_MS = 10_000;
/** As long as the server keeps them. */
const FIELDS_FRESH_MS = 30_000;

const LOG_KEY = 'log';

/** A page of the list; the one before stays until it is there. */
export function useLogPage(view: LogView): UseQueryResult<LogPage> {
  const query = {
    ...logFiltersOf(view),
    limit: view.pageSize,
    ...(view.place && { cursor: view.place.cursor }),
  };
  return useQuery({
    queryKey: [LOG_KEY, 'page', query],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/audit-logs', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
}

/** Counts and timeline of all that matches. */
export function useSummary(filters: LogFilters): UseQueryResult<Summary> {
  return useQuery({
    queryKey: [LOG_KEY, 'summary', filters],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/audit-logs/summary', { params: { query: filters }, signal })),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
}

/** The fields of the search language, with values in use. */
export function useFields(): readonly QueryField[] {
  const { data } = useQuery({
    queryKey: [LOG_KEY, 'fields'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/audit-logs/fields', { signal })),
    staleTime: FIELDS_FRESH_MS,
  });
  return data?.data ?? [];
}

/** Values of a field that begin like this, where the first hundred do not hold all. */
export function useFieldValues(field: QueryField | undefined, prefix: string): readonly string[] {
  const isNeeded = field !== undefined && !field.valuesAreComplete && prefix !== '';
  const { data } = useQuery({
    queryKey: [LOG_KEY, 'fields', field?.name, prefix],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/audit-logs/fields', { params: { query: { field: field?.name as never, prefix } }, signal }),
      ),
    enabled: isNeeded,
    placeholderData: keepPreviousData,
    staleTime: FIELDS_FRESH_MS,
  });
  return (isNeeded ? data?.data[0]?.values : undefined) ?? field?.values ?? [];
}

/** Reads what is shown again: an answer that is still on its way may be older than what made this necessary. */
export function useRefresh(): () => void {
  const client = useQueryClient();
  const queryKey = [LOG_KEY];
  return () => void client.cancelQueries({ queryKey }).then(() => client.invalidateQueries({ queryKey }));
}

/** What is followed of a view, as parameters of the API: undefined where nothing new could come on its page. */
export function followedQuery(view: LogView): string | undefined {
  const { range, query, place } = view;
  const isOver = range.kind === 'between' && range.to !== undefined;
  if (place !== undefined || isOver || saysWhen(query)) return undefined;
  return new URLSearchParams({ ...logFiltersOf(view) }).toString();
}
