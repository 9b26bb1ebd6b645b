import { StateBadge, type StateLook } from '../host/state-badge.tsx';
import { text } from '../text/catalogue.ts';
import type { ReconciliationStatus } from './reconciliations-api.ts';

const LOOKS: Readonly<Record<ReconciliationStatus, StateLook>> = {
  queued: 'waiting',
  running: 'active',
  done: 'fine',
  failed: 'failed',
};

export function ReconciliationState({ status }: { readonly status: ReconciliationStatus }) {
  return <StateBadge look={LOOKS[status]}>{text.reconciliations.statuses[status]}</StateBadge>;
}
