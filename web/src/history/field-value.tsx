import { Badge } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { valueText } from '../entry/metadata.ts';
import { text } from '../text/catalogue.ts';
import type { FieldState } from './history-queries.ts';
import classes from './history.module.css';

/** The value that a field had, and why it is not known, or not all of it. */
export function FieldValue({ field: { value, unknown } }: { readonly field: FieldState }) {
  const words = text.history.state;
  if (unknown === 'redacted') {
    return (
      <Badge variant="light" color="gray" tt="none" leftSection={<IconLock size={12} />} title={words.unknown.redacted}>
        {words.secret}
      </Badge>
    );
  }
  const shown = value === null ? text.entry.changes.nothing : valueText(value);
  return (
    <>
      <span className={classes.text} data-nothing={value === null || value === undefined || undefined}>
        {shown}
      </span>
      {unknown !== null && <small className={classes.note}>{words.unknown[unknown]}</small>}
    </>
  );
}
