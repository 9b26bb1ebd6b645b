import { Badge } from '@mantine/core';
import {
  IconAlertCircleFilled,
  IconBan,
  IconCheck,
  IconClock,
  IconHourglassEmpty,
  IconLoader2,
} from '@tabler/icons-react';
import { text } from '../text/catalogue.ts';
import type { ExportJob } from './export-queries.ts';

const LOOKS = {
  waiting: { icon: IconClock, color: 'gray' },
  running: { icon: IconLoader2, color: 'indigo' },
  done: { icon: IconCheck, color: 'teal' },
  failed: { icon: IconAlertCircleFilled, color: 'red' },
  cancelled: { icon: IconBan, color: 'gray' },
  expired: { icon: IconHourglassEmpty, color: 'gray' },
} as const;

/** What has become of an export: sign and word. */
export function ExportStatus({ job: { status } }: { readonly job: Pick<ExportJob, 'status'> }) {
  const { icon: Icon, color } = LOOKS[status];
  return (
    <Badge
      variant="light"
      color={color}
      c="var(--mantine-color-text)"
      size="lg"
      tt="none"
      fw={500}
      leftSection={<Icon size={14} aria-hidden />}
    >
      {text.exports.statuses[status]}
    </Badge>
  );
}
