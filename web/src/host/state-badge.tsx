import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconExclamationCircle,
  IconProgress,
  type TablerIcon,
} from '@tabler/icons-react';
import classes from './state-badge.module.css';

const ICONS = {
  fine: IconCircleCheck,
  waiting: IconCircleDashed,
  active: IconProgress,
  attention: IconAlertTriangle,
  failed: IconExclamationCircle,
} as const satisfies Readonly<Record<string, TablerIcon>>;

export type StateLook = keyof typeof ICONS;

/** How something is: an icon, a word and a colour, of which the word says it all. What is fine is quiet. */
export function StateBadge({ look, children }: { readonly look: StateLook; readonly children: string }) {
  const Icon = ICONS[look];
  return (
    <span className={classes.state} data-look={look}>
      <Icon size={16} stroke={2} aria-hidden className={classes.icon} />
      {children}
    </span>
  );
}
