/** The queue of the reconciliations. */
export const RECONCILIATION_QUEUE = 'run-reconciliation';

/** What a job of that queue is about. */
export interface ReconciliationPayload {
  readonly reconciliationId: string;
}
