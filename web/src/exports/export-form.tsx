import { Checkbox, Group, SegmentedControl, Select, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import { text } from '../text/catalogue.ts';
import { zoneName } from '../text/time.ts';
import { type Column, COLUMNS, DELIMITERS, type ExportChoice, FORMATS } from './export-choice.ts';

export interface ExportFormProps {
  readonly choice: ExportChoice;
  readonly onChange: (choice: ExportChoice) => void;
}

/** What somebody looks for who opens a file of entries in a spreadsheet. */
const FIRST_COLUMNS: readonly Column[] = ['timestamp', 'userLabel', 'description', 'status', 'ipAddress'];

/** What the file is to look like. */
export function ExportForm({ choice, onChange }: ExportFormProps) {
  const words = text.exports.form;
  const change = (changed: Partial<ExportChoice>) => onChange({ ...choice, ...changed });
  return (
    <Stack gap="md">
      <div>
        <Text size="sm" fw={500} mb={4} id="export-format">
          {words.format}
        </Text>
        <SegmentedControl
          fullWidth
          aria-labelledby="export-format"
          value={choice.format}
          onChange={(value) => change({ format: FORMATS.find((format) => format === value) ?? choice.format })}
          data={FORMATS.map((format) => ({ value: format, label: words.formats[format] }))}
        />
        <Text size="sm" c="dimmed" mt={4}>
          {words.formatLeads[choice.format]}
        </Text>
      </div>
      {choice.format === 'csv' && <CsvFields choice={choice} onChange={change} />}
      <Switch
        label={words.allColumns}
        checked={choice.columns.length === 0}
        onChange={({ currentTarget: { checked } }) => change({ columns: checked ? [] : FIRST_COLUMNS })}
      />
      {choice.columns.length > 0 && <ColumnFields columns={choice.columns} onChange={change} />}
      <Checkbox
        label={words.gzip}
        checked={choice.gzip}
        onChange={({ currentTarget: { checked } }) => change({ gzip: checked })}
      />
    </Stack>
  );
}

interface PartProps {
  readonly onChange: (changed: Partial<ExportChoice>) => void;
}

function CsvFields({ choice, onChange }: PartProps & { readonly choice: ExportChoice }) {
  const words = text.exports.form;
  const zones = [...new Set(['UTC', zoneName('local')])];
  return (
    <>
      <Group grow align="flex-start" preventGrowOverflow={false} wrap="wrap">
        <Select
          label={words.delimiter}
          allowDeselect={false}
          value={choice.delimiter}
          onChange={(value) => onChange({ delimiter: DELIMITERS.find((sign) => sign === value) ?? ',' })}
          data={DELIMITERS.map((sign) => ({ value: sign, label: words.delimiters[sign] }))}
        />
        <Select
          label={words.timeZone}
          allowDeselect={false}
          value={choice.timeZone}
          onChange={(value) => onChange({ timeZone: value ?? 'UTC' })}
          data={zones}
        />
      </Group>
      <Checkbox
        label={words.bom}
        description={words.bomLead}
        checked={choice.bom}
        onChange={({ currentTarget: { checked } }) => onChange({ bom: checked })}
      />
    </>
  );
}

function ColumnFields({ columns, onChange }: PartProps & { readonly columns: readonly Column[] }) {
  const words = text.exports.form;
  const choose = (chosen: readonly string[]) => {
    const next = COLUMNS.filter((column) => chosen.includes(column));
    if (next.length > 0) onChange({ columns: next }); // a file without columns would be none
  };
  return (
    <Checkbox.Group label={words.columns} value={[...columns]} onChange={choose}>
      <SimpleGrid cols={{ base: 1, xs: 2, sm: 3 }} spacing={6} mt={6}>
        {COLUMNS.map((column) => (
          <Checkbox key={column} value={column} label={text.exports.columns[column]} size="sm" />
        ))}
      </SimpleGrid>
    </Checkbox.Group>
  );
}
