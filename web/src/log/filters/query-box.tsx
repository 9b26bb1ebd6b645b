import { ActionIcon, Combobox, ScrollArea, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react';
import { text } from '../../text/catalogue.ts';
import { useFields, useFieldValues } from '../log-queries.ts';
import { completionsAt, partAt, type QueryField } from '../query/completion.ts';

export interface QueryBoxProps {
  /** The query that is looked at; what is written is only a draft until Enter. */
  readonly query: string;
  readonly onQuery: (query: string) => void;
  /** What the server does not understand of it. */
  readonly fault: string | undefined;
  readonly inputRef: RefObject<HTMLInputElement | null>;
}

const TYPING_MS = 150;

/** One line for every question, in the search language of the server, completed with its fields and their values. */
export function QueryBox({ query, onQuery, fault, inputRef }: QueryBoxProps) {
  const words = text.log.query;
  const [draft, setDraft] = useState(query);
  const [caret, setCaret] = useState(query.length);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  useEffect(() => {
    setDraft(query);
  }, [query]);
  const fields = useCompletableFields(draft, caret);
  const completions = completionsAt(draft, caret, fields);

  const write = (value: string, at: number) => {
    setDraft(value);
    setCaret(at);
    combobox.openDropdown();
    combobox.resetSelectedOption();
  };
  const take = (label: string) => {
    const taken = completions.find((each) => each.label === label);
    if (taken === undefined) return;
    write(taken.query, taken.caret);
    requestAnimationFrame(() => inputRef.current?.setSelectionRange(taken.caret, taken.caret));
  };
  const run = (value: string) => {
    combobox.closeDropdown();
    onQuery(value);
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing && combobox.getSelectedOptionIndex() === -1) run(draft);
    if (event.key === 'Escape') escape();
  };
  const escape = () => {
    if (combobox.dropdownOpened) return;
    setDraft(query);
    inputRef.current?.blur();
  };
  const clear = () => {
    setDraft('');
    run('');
    inputRef.current?.focus();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={take} shadow="md">
      <Combobox.Target withExpandedAttribute>
        <TextInput
          ref={inputRef}
          role="combobox"
          aria-label={words.label}
          placeholder={words.placeholder}
          title={words.hint}
          leftSection={<IconSearch size={18} />}
          rightSection={
            draft !== '' && (
              <ActionIcon variant="subtle" color="gray" onClick={clear} aria-label={words.clear}>
                <IconX size={16} />
              </ActionIcon>
            )
          }
          value={draft}
          error={fault}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={2_000}
          onChange={({ currentTarget: { value, selectionStart } }) => write(value, selectionStart ?? value.length)}
          onSelect={({ currentTarget: { selectionStart } }) => setCaret(selectionStart ?? draft.length)}
          onFocus={() => combobox.openDropdown()}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onKeyDown={onKey}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={completions.length === 0}>
        <Combobox.Options aria-label={words.completions}>
          <ScrollArea.Autosize mah={300} type="auto">
            {completions.map(({ label, meaning }) => (
              <Combobox.Option key={label} value={label}>
                <Text span size="sm" ff="monospace">
                  {label}
                </Text>
                {meaning !== undefined && (
                  <Text span size="sm" c="dimmed" ml="sm">
                    {meaning}
                  </Text>
                )}
              </Combobox.Option>
            ))}
          </ScrollArea.Autosize>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** The fields, and of the one that is being written the values that begin like it. */
function useCompletableFields(draft: string, caret: number): readonly QueryField[] {
  const fields = useFields();
  const part = partAt(draft, caret);
  const written = fields.find(({ name }) => name.toLowerCase() === part?.field?.toLowerCase());
  const [prefix] = useDebouncedValue(part?.written ?? '', TYPING_MS);
  const values = useFieldValues(written, prefix);
  if (written === undefined) return fields;
  return fields.map((field) => (field === written ? { ...field, values: [...values] } : field));
}
