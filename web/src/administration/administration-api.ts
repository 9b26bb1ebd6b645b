import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schema } from '../api/client.ts';

export type Overview = Schema<'OverviewDto'>;
export type Job = Schema<'MaintenanceJobDto'>;

/** How the application is doing. Reading it is an entry of its own. */
export function useOverview(): UseQueryResult<Overview> {
  return useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/admin/overview', { signal })),
  });
}

const WATCH_MS = 1_000;

/** The jobs of maintenance; looked at again while one of them runs. */
export function useJobs(): UseQueryResult<readonly Job[]> {
  return useQuery({
    queryKey: ['jobs'],
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/admin/jobs', { signal }))).data,
    refetchInterval: ({ state }) => (state.data?.some(({ running }) => running > 0) ? WATCH_MS : false),
  });
}

export function runJob(name: string): Promise<Schema<'ScheduledJobDto'>> {
  return answerOf(api.POST('/api/v1/admin/jobs/{name}', { params: { path: { name } } }));
}
