import { Button, Stack, Text } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { useState } from 'react';
import { zoneLabel } from '../../parts/zone.tsx';
import { text } from '../../text/catalogue.ts';
import { dateTime, momentOf, type Zone } from '../../text/time.ts';
import { type Range, spanMs } from './range.ts';

export interface CustomRangeProps {
  readonly range: Range;
  readonly zone: Zone;
  readonly onChoose: (range: Range) => void;
}

const MINUTE_MS = 60_000;

/** Two moments on the clock of the zone that times are shown in. */
export function CustomRange({ range, zone, onChoose }: CustomRangeProps) {
  const words = text.log.range;
  const [{ from, to }, setBounds] = useState(() => boundsOf(range, zone));
  const [begin, end] = [from === null ? undefined : momentOf(from, zone), to === null ? undefined : momentOf(to, zone)];
  const isReversed = begin !== undefined && end !== undefined && begin >= end;
  const apply = () => onChoose({ kind: 'between', from: begin?.toISOString(), to: end?.toISOString() });
  return (
    <Stack gap="xs" w={260} p={4}>
      <Text size="sm" fw={600}>
        {words.custom}
        <Text span c="dimmed" fw={400} ml={6}>
          {zoneLabel(zone, new Date())}
        </Text>
      </Text>
      <DateTimePicker
        label={words.from}
        value={from}
        onChange={(value) => setBounds({ from: value, to })}
        valueFormat="YYYY-MM-DD HH:mm:ss"
        withSeconds
        clearable
        clearButtonProps={{ 'aria-label': words.clear }}
        popoverProps={{ withinPortal: false }}
      />
      <DateTimePicker
        label={words.to}
        value={to}
        onChange={(value) => setBounds({ from, to: value })}
        valueFormat="YYYY-MM-DD HH:mm:ss"
        withSeconds
        clearable
        clearButtonProps={{ 'aria-label': words.clear }}
        error={isReversed ? words.wrongOrder : undefined}
        popoverProps={{ withinPortal: false }}
      />
      <Button onClick={apply} disabled={isReversed || (begin === undefined && end === undefined)} mt={4}>
        {words.apply}
      </Button>
    </Stack>
  );
}

/** Where a range is now: who wants to hold on to it has it already. */
function boundsOf(range: Range, zone: Zone): { readonly from: string | null; readonly to: string | null } {
  if (range.kind === 'between') {
    return { from: range.from ? dateTime(range.from, zone) : null, to: range.to ? dateTime(range.to, zone) : null };
  }
  const now = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS;
  const from = range.kind === 'all' ? null : dateTime(new Date(now - spanMs(range.span)), zone);
  return { from, to: dateTime(new Date(now), zone) };
}
