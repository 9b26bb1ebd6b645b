import { Badge } from '@mantine/core';
import {
  IconCircleCheck,
  IconCircleDashed,
  IconExclamationCircle,
  IconLoader,
  IconLock,
  type TablerIcon,
} from '@tabler/icons-react';

const LOOKS = {
  fine: { color: 'teal', icon: IconCircleCheck },
  waiting: { color: 'gray', icon: IconCircleDashed },
  active: { color: 'indigo', icon: IconLoader },
  attention: { color: 'orange', icon: IconLock },
  failed: { color: 'red', icon: IconExclamationCircle },
} as const satisfies Readonly<Record<string, { readonly color: string; readonly icon: TablerIcon }>>;

export type StateLook = keyof typeof LOOKS;

/** How something is: an icon, a word and a colour, of which the word says it all. */
export function StateBadge({ look, children }: { readonly look: StateLook; readonly children: string }) {
  const { color, icon: Icon } = LOOKS[look];
  return (
    <Badge
      color={color}
      variant="light"
      radius="sm"
      tt="none"
      fw={550}
      leftSection={<Icon size={14} aria-hidden />}
      style={{ flexShrink: 0 }}
    >
      {children}
    </Badge>
  );
}
