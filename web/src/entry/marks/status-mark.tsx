import { IconAlertOctagonFilled, IconAlertTriangleFilled, IconCheck, IconSquareXFilled } from '@tabler/icons-react';
import type { Entry } from '../../api/client.ts';
import { text } from '../../text/catalogue.ts';
import classes from './status-mark.module.css';

type Outcome = Pick<Entry, 'status' | 'severity'>;

/** How bad it looks: what was critical more than any other error. */
export type Look = Entry['status'] | 'critical';

export function lookOf({ status, severity }: Outcome): Look {
  return severity === 'CRITICAL' ? 'critical' : status;
}

const ICONS = {
  success: IconCheck,
  failure: IconAlertTriangleFilled,
  error: IconSquareXFilled,
  critical: IconAlertOctagonFilled,
} as const;

/** How it ended: sign, word and colour, and the severity where that says more. */
export function StatusMark({ outcome }: { readonly outcome: Outcome }) {
  const look = lookOf(outcome);
  const Icon = ICONS[look];
  return (
    <span className={classes.mark} data-look={look}>
      <Icon size={16} aria-hidden className={classes.icon} />
      <span>{look === 'critical' ? text.parts.severities.CRITICAL : text.parts.statuses[outcome.status]}</span>
    </span>
  );
}
