import { Select, type SelectProps } from '@mantine/core';

/** As many options as fit; the others are scrolled to. */
const OPTIONS = { options: { maxHeight: 260, overflowY: 'auto' } } as const;

/**
 * A choice of one of many. It opens when somebody wants it to, not by the focus alone, and stays inside of what it is in,
 * so that it belongs to the dialog for everybody.
 */
export function ChoiceSelect(props: SelectProps) {
  return (
    <Select
      openOnFocus={false}
      withScrollArea={false}
      styles={OPTIONS}
      comboboxProps={{ withinPortal: false }}
      {...props}
    />
  );
}
