import {
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import { apiAddress } from '../api/place.ts';
import { answerOf, api, type Schema } from '../api/client.ts';

export type ExportJob = Schema<'ExportJobDto'>;
export type ExportJobs = Schema<'ExportJobsPageDto'>;
export type ExportManifest = Schema<'ExportManifestDto'>;

const EXPORTS_KEY = 'exports';
const EXPORTS_ON_PAGE = 20;

const FIRST_LOOK_MS = 1_000;
const LAST_LOOK_MS = 10_000;

/** Whether it is still being made. */
export function isUnderWay({ status }: Pick<ExportJob, 'status'>): boolean {
  return status === 'waiting' || status === 'running';
}

/** A look at an export is an entry of the log, so it is looked at less and less often; not at all when it has ended. */
export function nextLook(jobs: readonly ExportJob[], now: number): number | false {
  const askedAt = jobs.filter(isUnderWay).map(({ requestedAt }) => Date.parse(requestedAt));
  if (askedAt.length === 0) return false;
  return Math.min(LAST_LOOK_MS, Math.max(FIRST_LOOK_MS, (now - Math.max(...askedAt)) / 5));
}

/** The exports of the signed-in person, newest first. */
export function useExports(page: number): UseQueryResult<ExportJobs> {
  return useQuery({
    queryKey: [EXPORTS_KEY, 'list', page],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/audit-logs/exports', { params: { query: { page, limit: EXPORTS_ON_PAGE } }, signal })),
    staleTime: 0,
    refetchInterval: ({ state }) => nextLook(state.data?.data ?? [], Date.now()),
  });
}

/** One export, as it goes on; what the server said when it was asked for until then. */
export function useExport(asked: ExportJob): ExportJob {
  const { data } = useQuery({
    queryKey: [EXPORTS_KEY, 'one', asked.id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/audit-logs/exports/{id}', { params: { path: { id: asked.id } }, signal })),
    initialData: asked,
    staleTime: 0,
    refetchOnMount: false,
    refetchInterval: ({ state }) => nextLook(state.data === undefined ? [] : [state.data], Date.now()),
  });
  return data;
}

/** Asks for an export in the background. */
export function useStartExport(): UseMutationResult<ExportJob, Error, Schema<'AuditExportDto'>> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<'AuditExportDto'>) => answerOf(api.POST('/api/v1/audit-logs/exports', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: [EXPORTS_KEY, 'list'] }),
  });
}

/** Ends one; one that has ended in the meantime is only read again. */
export function useCancelExport(): UseMutationResult<ExportJob, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      answerOf(api.POST('/api/v1/audit-logs/exports/{id}/cancel', { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: [EXPORTS_KEY] }),
  });
}

/** What an export is: also when its file is gone. Asked for when somebody wants to see it. */
export function useManifest(id: string): UseQueryResult<ExportManifest> {
  return useQuery({
    queryKey: [EXPORTS_KEY, 'manifest', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/audit-logs/exports/{id}/manifest', { params: { path: { id } }, signal })),
  });
}

/** Where the browser downloads its file from. */
export function fileAddress(id: string): string {
  return apiAddress(`/api/v1/audit-logs/exports/${encodeURIComponent(id)}/file`);
}
