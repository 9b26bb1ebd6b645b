import {
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import { answerOf, api, type Schema } from '../api/client.ts';

export type LegalHold = Schema<'LegalHoldDto'>;
export type HoldRequest = Schema<'PlaceHoldDto'>;

const HOLDS_KEY = ['holds'] as const;

/** All that were ever placed, those that hold first. */
export function useHolds(): UseQueryResult<readonly LegalHold[]> {
  return useQuery({
    queryKey: HOLDS_KEY,
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/audit-logs/holds', { signal }))).data,
  });
}

export function usePlaceHold(): UseMutationResult<LegalHold, Error, HoldRequest> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: HoldRequest) => answerOf(api.POST('/api/v1/audit-logs/holds', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: HOLDS_KEY }),
  });
}

/** Releases one; when somebody else has done so in the meantime, the list is read again as well. */
export function useReleaseHold(): UseMutationResult<LegalHold, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      answerOf(api.POST('/api/v1/audit-logs/holds/{id}/release', { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: HOLDS_KEY }),
  });
}
