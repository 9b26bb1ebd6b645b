import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schema } from '../api/client.ts';

export type Setting = Schema<'SettingDto'>;
export type SettingValue = Setting['value'];

export function useSettings(): UseQueryResult<readonly Setting[]> {
  return useQuery({
    queryKey: ['settings'],
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/settings', { signal }))).data,
  });
}

export interface SettingChange {
  readonly key: string;
  readonly value: SettingValue;
}

export function setSetting({ key, value }: SettingChange): Promise<Setting> {
  return answerOf(api.PUT('/api/v1/settings/{key}', { params: { path: { key } }, body: { value } }));
}
