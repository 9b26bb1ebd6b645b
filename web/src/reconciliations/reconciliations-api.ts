import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schema } from '../api/client.ts';
import { nextLook } from '../host/next-look.ts';

export type Reconciliation = Schema<'ReconciliationDto'>;
export type ReconciliationStatus = Reconciliation['status'];
export type Result = Schema<'ReconciliationResultDto'>;
export type Item = Schema<'ReconciliationItemDto'>;
export type Outcome = Item['outcome'];

export const STATUSES = ['queued', 'running', 'done', 'failed'] as const satisfies readonly ReconciliationStatus[];
export const OUTCOMES = [
  'matched',
  'difference',
  'unmatched_ledger',
  'unmatched_bank',
] as const satisfies readonly Outcome[];

const RECONCILIATIONS = 'reconciliations';

export interface ReconciliationsQuery {
  readonly page: number;
  readonly limit: number;
  readonly status?: ReconciliationStatus | undefined;
}

/** A page of reconciliations, newest first; looked at again while one of them is under way. */
export function useReconciliations({
  status,
  ...paging
}: ReconciliationsQuery): UseQueryResult<Schema<'ReconciliationPageDto'>> {
  const query = { ...paging, ...(status && { status }) };
  return useQuery({
    queryKey: [RECONCILIATIONS, 'list', query],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/reconciliations', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => nextLook(state.data?.data.map((each) => underWaySince(each)).find(Boolean)),
  });
}

/** One of them; looked at again until it has ended. */
export function useReconciliation(id: string): UseQueryResult<Reconciliation> {
  return useQuery({
    queryKey: [RECONCILIATIONS, 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/reconciliations/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => nextLook(state.data && underWaySince(state.data)),
  });
}

export interface ItemsQuery {
  readonly id: string;
  readonly page: number;
  readonly limit: number;
  readonly outcome?: Outcome | undefined;
}

/** A page of what a reconciliation has found. */
export function useItems({ id, outcome, ...paging }: ItemsQuery): UseQueryResult<Schema<'ReconciliationItemPageDto'>> {
  const query = { ...paging, ...(outcome && { outcome }) };
  return useQuery({
    queryKey: [RECONCILIATIONS, 'items', id, query],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/reconciliations/{id}/items', { params: { path: { id }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function startReconciliation(body: Schema<'CreateReconciliationDto'>): Promise<Reconciliation> {
  return answerOf(api.POST('/api/v1/reconciliations', { body }));
}

function underWaySince({ status, createdAt }: Reconciliation): string | undefined {
  return status === 'queued' || status === 'running' ? createdAt : undefined;
}
