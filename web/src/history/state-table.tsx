import { Anchor, Table, Text, Tooltip } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { Link } from 'react-router';
import { logAddress } from '../parts/addresses.ts';
import { useZone } from '../parts/zone.tsx';
import { text } from '../text/catalogue.ts';
import { dateTime } from '../text/time.ts';
import { FieldValue } from './field-value.tsx';
import classes from './history.module.css';
import type { FieldState } from './history-queries.ts';

/** Field by field what was known of a thing, and since when. */
export function StateTable({ fields }: { readonly fields: readonly FieldState[] }) {
  const words = text.history.state;
  return (
    <Table horizontalSpacing="xs" verticalSpacing={6} layout="fixed" aria-label={words.title}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="38%">{words.field}</Table.Th>
          <Table.Th>{words.value}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {fields.map((field) => (
          <FieldRow key={field.field} field={field} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function FieldRow({ field }: { readonly field: FieldState }) {
  const words = text.history.state;
  const [zone] = useZone();
  return (
    <Table.Tr>
      <Table.Th scope="row" className={classes.field}>
        {field.field}
      </Table.Th>
      <Table.Td className={classes.value}>
        <FieldValue field={field} />
        <span className={classes.note}>
          {field.basis === 'to' ? words.since : words.until}{' '}
          <Anchor component={Link} to={logAddress({ range: 'all', entryId: field.entryId })} inherit underline="always">
            <time dateTime={field.timestamp}>{dateTime(field.timestamp, zone)}</time>
          </Anchor>
        </span>
        {field.isDoubtful && (
          <Tooltip label={words.doubtfulLead} multiline w={260} events={{ hover: true, focus: true, touch: true }}>
            <Text span size="xs" c="var(--status-failure)" tabIndex={0}>
              <IconHelpCircle size={13} aria-hidden /> {words.doubtful}
            </Text>
          </Tooltip>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
