import { Table, Text, VisuallyHidden } from '@mantine/core';
import { text } from '../text/catalogue.ts';
import { number } from '../text/numbers.ts';
import type { EntryChanges, FieldChange } from './changes.ts';
import classes from './changes-table.module.css';
import { type TextDifference, textDifference } from './text-difference.ts';
import { ValueText } from './value-text.tsx';

/** What was changed, field by field: before and after. A secret shows that it was changed, and no more. */
export function ChangesTable({ changes }: { readonly changes: EntryChanges }) {
  const words = text.entry.changes;
  return (
    <div>
      <Table className={classes.table} withRowBorders={false} verticalSpacing={4} horizontalSpacing="xs">
        <caption className={classes.caption}>
          <VisuallyHidden>{changes.isAttempt ? words.attempted : words.title}</VisuallyHidden>
        </caption>
        <thead>
          <tr>
            <th scope="col">{words.field}</th>
            <th scope="col">{words.before}</th>
            <th scope="col">{changes.isAttempt ? words.wanted : words.after}</th>
          </tr>
        </thead>
        <tbody>
          {changes.fields.map((change) => (
            <ChangeRow key={change.field} change={change} />
          ))}
        </tbody>
      </Table>
      {changes.omitted > 0 && (
        <Text size="sm" c="dimmed" mt={4}>
          {words.omitted(number(changes.omitted))}
        </Text>
      )}
    </div>
  );
}

function ChangeRow({ change: { field, from, to } }: { readonly change: FieldChange }) {
  const difference = typeof from === 'string' && typeof to === 'string' ? textDifference(from, to) : undefined;
  return (
    <tr>
      <th scope="row" className={classes.field}>
        {field}
      </th>
      <td className={classes.before}>
        {difference ? <Apart difference={difference} side="from" /> : <ValueText value={from} />}
      </td>
      <td className={classes.after}>
        {difference ? <Apart difference={difference} side="to" /> : <ValueText value={to} />}
      </td>
    </tr>
  );
}

interface ApartProps {
  readonly difference: TextDifference;
  readonly side: 'from' | 'to';
}

/** A long text, with what differs marked. */
function Apart({ difference, side }: ApartProps) {
  const Mark = side === 'from' ? 'del' : 'ins';
  return (
    <span className={classes.value}>
      {difference.start}
      {difference[side] !== '' && <Mark className={classes.mark}>{difference[side]}</Mark>}
      {difference.end}
    </span>
  );
}
