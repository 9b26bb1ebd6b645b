import { StateBadge, type StateLook } from '../host/state-badge.tsx';
import { text } from '../text/catalogue.ts';
import type { UploadStatus } from './uploads-api.ts';

const LOOKS: Readonly<Record<UploadStatus, StateLook>> = {
  uploaded: 'waiting',
  importing: 'active',
  imported: 'fine',
  failed: 'failed',
};

export function UploadState({ status }: { readonly status: UploadStatus }) {
  return <StateBadge look={LOOKS[status]}>{text.uploads.statuses[status]}</StateBadge>;
}
