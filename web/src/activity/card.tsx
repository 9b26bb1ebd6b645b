import { Group, Paper, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './activity.module.css';

export interface CardProps {
  readonly title: string;
  /** Its level. @default 3 */
  readonly order?: 2 | 3;
  /** Beside the title. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** One view of what a user has done. */
export function Card({ title, order = 3, action, children }: CardProps) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title} className={classes.card}>
      <Group justify="space-between" mb="xs" wrap="nowrap">
        <Title order={order} size="h5">
          {title}
        </Title>
        {action}
      </Group>
      {children}
    </Paper>
  );
}
