import { Code } from '@mantine/core';
import classes from './entry.module.css';
import { valueText } from './metadata.ts';

/** Any recorded value, as it was recorded. */
export function JsonBlock({ value }: { readonly value: unknown }) {
  return (
    <Code block className={classes.code} tabIndex={0}>
      {valueText(value)}
    </Code>
  );
}
