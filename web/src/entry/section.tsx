import { Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './entry.module.css';

export interface SectionProps {
  readonly title: string;
  readonly look?: 'failure' | 'error';
  readonly children: ReactNode;
}

/** A part of an entry, under its heading. */
export function Section({ title, look, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes.section} data-look={look}>
      <Title order={3} id={id} className={classes.heading}>
        {title}
      </Title>
      {children}
    </section>
  );
}
