import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Entry, type Schema } from '../api/client.ts';

export type Related = Schema<'RelatedEntriesDto'>;

const RELATED_FRESH_MS = 60_000;

/** One entry. Entries never change, so one that a list has given is not asked for again. */
export function useEntry(id: string, known: Entry | undefined): UseQueryResult<Entry> {
  return useQuery({
    queryKey: ['entry', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/audit-logs/{id}', { params: { path: { id } }, signal })),
    ...(known && { initialData: known }),
    staleTime: Infinity,
  });
}

/** What belongs to an entry. */
export function useRelated(id: string): UseQueryResult<Related> {
  return useQuery({
    queryKey: ['entry', id, 'related'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/audit-logs/{id}/related', { params: { path: { id } }, signal })),
    staleTime: RELATED_FRESH_MS,
  });
}
