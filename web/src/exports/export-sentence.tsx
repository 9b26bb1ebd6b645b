import { Alert, Code, Text } from '@mantine/core';
import { IconFileExport } from '@tabler/icons-react';
import { text } from '../text/catalogue.ts';
import { number } from '../text/numbers.ts';
import { COLUMNS, type ExportChoice } from './export-choice.ts';

/** How many entries match, as far as they were counted. */
export interface MatchingRows {
  readonly total: number;
  readonly totalIsExact: boolean;
}

export interface ExportSentenceProps {
  /** Undefined while they are counted. */
  readonly rows: MatchingRows | undefined;
  /** The time range, as a person says it. */
  readonly range: string;
  /** The query as it was written; empty when there is none. */
  readonly query: string;
  readonly choice: ExportChoice;
}

/** What will leave, in words. */
export function ExportSentence({ rows, range, query, choice }: ExportSentenceProps) {
  const words = text.exports.leaves;
  return (
    <Alert variant="light" icon={<IconFileExport />} title={words.title}>
      <Text size="sm">
        <b>{rowsText(rows)}</b> · {range}
      </Text>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {query === '' ? words.noFilters : words.filters} {query !== '' && <Code>{query}</Code>}
      </Text>
      <Text size="sm">{fileText(choice)}</Text>
      <Text size="sm" c="dimmed" mt={4}>
        {words.isRecorded}
      </Text>
    </Alert>
  );
}

function rowsText(rows: MatchingRows | undefined): string {
  const words = text.exports.leaves;
  if (rows === undefined) return words.counting;
  return rows.totalIsExact ? words.rows(rows.total, number(rows.total)) : words.rowsAtLeast(number(rows.total));
}

function fileText({ format, columns, gzip, delimiter, bom, timeZone }: ExportChoice): string {
  const words = text.exports.leaves;
  const parts = [
    text.exports.form.formats[format],
    columns.length === 0 || columns.length === COLUMNS.length
      ? words.allColumns(String(COLUMNS.length))
      : words.someColumns(String(columns.length), String(COLUMNS.length)),
    ...(format === 'csv' ? [words.delimiter[delimiter], ...(bom ? [words.bom] : [])] : []),
    format === 'csv' ? words.times(timeZone) : words.times('UTC'),
    ...(gzip ? [words.gzip] : []),
  ];
  return parts.join(' · ');
}
