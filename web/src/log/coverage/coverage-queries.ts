import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schema } from '../../api/client.ts';
import { useMay } from '../../session/session.ts';

/** How far the log reaches, whatever is looked at of it. */
export interface Reach {
  /** Where the hour of the first entry begins; null when there is none. */
  readonly from: string | null;
  /** When the latest of its entries were stored; undefined when there is none. */
  readonly storedAt: string | undefined;
}

export interface Retention {
  readonly days: number;
  readonly hasRules: boolean;
  /** Takes the place of both. */
  readonly preset: string | undefined;
}

export type Delivery = Schema<'AuditDeliveryDto'>;

const COVERAGE_KEY = 'coverage';

export function useReach(): UseQueryResult<Reach> {
  return useQuery({
    queryKey: [COVERAGE_KEY, 'reach'],
    queryFn: async ({ signal }) => {
      const [{ from }, { data }] = await Promise.all([
        answerOf(api.GET('/api/v1/audit-logs/summary', { params: { query: {} }, signal })),
        answerOf(api.GET('/api/v1/audit-logs', { params: { query: { limit: 1 } }, signal })),
      ]);
      return { from, storedAt: data[0]?.recordedAt };
    },
  });
}

/** Asked for only on behalf of those who may see settings. */
export function useRetention(): UseQueryResult<Retention> {
  return useQuery({
    queryKey: [COVERAGE_KEY, 'retention'],
    enabled: useMay('settings:read'),
    queryFn: async ({ signal }) => {
      const { data } = await answerOf(api.GET('/api/v1/settings', { signal }));
      const valueOf = (key: string) => data.find((setting) => setting.key === key)?.value ?? null;
      const preset = valueOf('audit.retention_preset');
      return {
        days: Number(valueOf('audit.retention_days')),
        hasRules: valueOf('audit.retention_rules') !== null,
        preset: preset === null ? undefined : String(preset),
      };
    },
  });
}

/** Asked for only on behalf of those who may see how the application does. */
export function useDelivery(): UseQueryResult<Delivery> {
  return useQuery({
    queryKey: [COVERAGE_KEY, 'delivery'],
    enabled: useMay('system:read'),
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/admin/overview', { signal }))).audit,
  });
}
