import { Badge, Table, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { text } from '../text/catalogue.ts';
import classes from './entry.module.css';
import { type RecordedChange, type RecordedChanges, valueText } from './metadata.ts';
import { type TextDifference, textDifference } from './text-difference.ts';

const REDACTED = '[REDACTED]';
/** Under such a name stands how many fields were left out. */
const OMISSION = /^…/;

/** Fields before and after. Of a secret it is seen that it changed, and nothing else. */
export function ChangesTable({ changes }: { readonly changes: RecordedChanges['changes'] }) {
  const words = text.entry.changes;
  const told = changes.filter(({ field }) => !OMISSION.test(field));
  const omitted = changes.find(({ field }) => OMISSION.test(field));
  return (
    <>
      <Table className={classes.changes} layout="fixed" withRowBorders>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="28%">{words.field}</Table.Th>
            <Table.Th>{words.before}</Table.Th>
            <Table.Th>{words.after}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {told.map((change) => (
            <Table.Tr key={change.field}>
              <Table.Th scope="row">{change.field}</Table.Th>
              <Values change={change} />
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {omitted && (
        <Text size="sm" c="dimmed" mt="xs">
          {omitted.field.slice(1).trim()} {valueText(omitted.to)}
        </Text>
      )}
    </>
  );
}

function Values({ change: { from, to } }: { readonly change: RecordedChange }) {
  const words = text.entry.changes;
  if (from === REDACTED && to === REDACTED) {
    return (
      <Table.Td colSpan={2}>
        <Badge variant="light" color="gray" tt="none" leftSection={<IconLock size={12} />} title={words.secretHint}>
          {words.secret}
        </Badge>
      </Table.Td>
    );
  }
  const difference = typeof from === 'string' && typeof to === 'string' ? textDifference(from, to) : undefined;
  return (
    <>
      <Table.Td>
        {difference ? <Apart difference={difference} kind="before" /> : <Value value={from} kind="before" />}
      </Table.Td>
      <Table.Td>
        {difference ? <Apart difference={difference} kind="after" /> : <Value value={to} kind="after" />}
      </Table.Td>
    </>
  );
}

/** A long text of which only a part differs: only that is marked. */
function Apart({ difference, kind }: { readonly difference: TextDifference; readonly kind: 'before' | 'after' }) {
  const [Mark, between] = kind === 'before' ? (['del', difference.from] as const) : (['ins', difference.to] as const);
  return (
    <>
      {difference.start}
      {between !== '' && <Mark className={classes[kind]}>{between}</Mark>}
      {difference.end}
    </>
  );
}

function Value({ value, kind }: { readonly value: unknown; readonly kind: 'before' | 'after' }) {
  const words = text.entry.changes;
  if (value === null || value === undefined) return <span className={classes.nothing}>{words.nothing}</span>;
  if (value === REDACTED) {
    return (
      <span title={words.secretHint}>
        <IconLock size={12} aria-hidden /> {REDACTED}
      </span>
    );
  }
  const Mark = kind === 'before' ? 'del' : 'ins';
  return <Mark className={classes[kind]}>{valueText(value)}</Mark>;
}
