import { Collapse, Paper, SimpleGrid, TagsInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { Catalogue } from '../../text/catalogue.ts';
import { text } from '../../text/catalogue.ts';
import { useFields, useFieldValues } from '../log-queries.ts';
import type { QueryField } from '../query/completion.ts';
import { wantedValues, wantingOnly } from '../query/filters.ts';
import type { Term } from '../query/terms.ts';

export interface FilterFormProps {
  readonly isOpen: boolean;
  readonly terms: readonly Term[];
  readonly onChange: (terms: readonly Term[]) => void;
}

type FieldName = keyof Catalogue['log']['filters']['fields'];

const NAMES: readonly FieldName[] = [
  'status',
  'severity',
  'category',
  'action',
  'user',
  'resource',
  'ip',
  'error',
  'request',
];

/** The query as a form. It says what is wanted of each field; what the query excludes stays as it is. */
export function FilterForm({ isOpen, terms, onChange }: FilterFormProps) {
  return (
    <Collapse expanded={isOpen}>
      {isOpen && (
        <Paper withBorder p="md" component="section" aria-label={text.log.filters.title}>
          <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
            {NAMES.map((name) => (
              <FieldInput
                key={name}
                name={name}
                values={wantedValues(terms, name)}
                onChange={(values) => onChange(wantingOnly(terms, name, values))}
              />
            ))}
          </SimpleGrid>
        </Paper>
      )}
    </Collapse>
  );
}

interface FieldInputProps {
  readonly name: FieldName;
  readonly values: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
}

const TYPING_MS = 150;

/** The wanted values of one field: any of those in use, or, where the field is open, any other. */
function FieldInput({ name, values, onChange }: FieldInputProps) {
  const field = useFields().find((each) => each.name === name);
  const [written, setWritten] = useState('');
  const [prefix] = useDebouncedValue(written, TYPING_MS);
  const offered = useFieldValues(field, prefix);
  return (
    <TagsInput
      label={text.log.filters.fields[name]}
      placeholder={values.length === 0 ? text.log.filters.any : undefined}
      data={[...offered]}
      value={[...values]}
      onChange={(chosen) => onChange(acceptable(chosen, field))}
      searchValue={written}
      onSearchChange={setWritten}
      limit={50}
      maxDropdownHeight={240}
      clearable
      clearButtonProps={{ 'aria-label': text.log.filters.clearField(text.log.filters.fields[name]) }}
      acceptValueOnBlur={false}
    />
  );
}

/** A closed field takes no other words than its own; those it takes in any case. */
function acceptable(values: readonly string[], field: QueryField | undefined): readonly string[] {
  if (field?.kind !== 'closed') return values;
  return values.flatMap((value) => field.values.find((each) => each.toLowerCase() === value.toLowerCase()) ?? []);
}
