import { IconLock } from '@tabler/icons-react';
import { text } from '../text/catalogue.ts';
import { unknownOf } from './changes.ts';
import classes from './changes-table.module.css';

/** A value as the log has it: text as it is, everything else as JSON; why it is not there, when it is not. */
export function ValueText({ value }: { readonly value: unknown }) {
  const words = text.entry.changes;
  const unknown = unknownOf(value);
  if (unknown !== undefined) {
    return (
      <span className={classes.unknown} title={words.unknownLead[unknown]}>
        {unknown === 'redacted' && <IconLock size={14} aria-hidden className={classes.lock} />}
        {words.unknown[unknown]}
      </span>
    );
  }
  if (value === null || value === undefined) return <span className={classes.unknown}>{words.none}</span>;
  if (value === '') return <span className={classes.unknown}>{words.empty}</span>;
  if (typeof value === 'string') return <span className={classes.value}>{value}</span>;
  return <span className={classes.value}>{JSON.stringify(value, null, isNested(value) ? 2 : 0)}</span>;
}

/** Whether one line would be hard to read. */
function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null && JSON.stringify(value).length > 40;
}
