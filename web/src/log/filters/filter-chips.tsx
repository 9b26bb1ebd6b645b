import { Button, CloseButton, Group } from '@mantine/core';
import { text } from '../../text/catalogue.ts';
import { queryOf, type Term } from '../query/terms.ts';
import classes from './filter-chips.module.css';

export interface FilterChipsProps {
  readonly terms: readonly Term[];
  readonly onChange: (terms: readonly Term[]) => void;
}

/** The conditions of the query, each of which can be taken away. */
export function FilterChips({ terms, onChange }: FilterChipsProps) {
  const words = text.log.filters;
  if (terms.length === 0) return null;
  return (
    <Group gap={6} component="ul" className={classes.list} aria-label={words.list}>
      {terms.map((term, place) => (
        <li key={`${place} ${queryOf([term])}`} className={classes.chip} data-negated={term.isNegated || undefined}>
          {term.isNegated && <b>{words.not}</b>}
          <span className={classes.field}>{term.field ?? words.text}</span>
          <span className={classes.values}>{term.values.join(', ')}</span>
          <CloseButton
            size="sm"
            aria-label={words.remove(queryOf([term]))}
            onClick={() => onChange(terms.filter((_, index) => index !== place))}
          />
        </li>
      ))}
      <li>
        <Button size="compact-sm" variant="subtle" onClick={() => onChange([])}>
          {words.clear}
        </Button>
      </li>
    </Group>
  );
}
