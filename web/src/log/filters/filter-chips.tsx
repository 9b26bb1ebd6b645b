import { Button, CloseButton, Group } from '@mantine/core';
import { type RefObject, useEffect, useRef } from 'react';
import { text } from '../../text/catalogue.ts';
import { queryOf, type Term } from '../query/terms.ts';
import classes from './filter-chips.module.css';

export interface FilterChipsProps {
  readonly terms: readonly Term[];
  readonly onChange: (terms: readonly Term[]) => void;
  /** What gets the focus when the last one is taken away. */
  readonly query: RefObject<HTMLElement | null>;
}

/** The conditions of the query, each of which can be taken away. */
export function FilterChips({ terms, onChange, query }: FilterChipsProps) {
  const words = text.log.filters;
  const list = useRef<HTMLDivElement>(null);
  const removed = useRef<{ readonly place: number; readonly left: number }>(undefined);
  useEffect(() => {
    // An answer that comes meanwhile may draw them once more as they were.
    if (removed.current === undefined || removed.current.left !== terms.length) return;
    const next = list.current?.querySelectorAll('button')[Math.min(removed.current.place, terms.length - 1)];
    (next ?? query.current)?.focus();
    removed.current = undefined;
  }, [terms, query]);
  const remove = (places: readonly number[]) => {
    removed.current = { place: places[0] ?? 0, left: terms.length - places.length };
    onChange(terms.filter((_, place) => !places.includes(place)));
  };
  if (terms.length === 0) return null;
  return (
    <Group gap={6} component="ul" ref={list} className={classes.list} aria-label={words.list}>
      {terms.map((term, place) => (
        <li key={`${place} ${queryOf([term])}`} className={classes.chip} data-negated={term.isNegated || undefined}>
          {term.isNegated && <b>{words.not}</b>}
          <span className={classes.field}>{term.field ?? words.text}</span>
          <span className={classes.values}>{term.values.join(', ')}</span>
          <CloseButton size="sm" aria-label={words.remove(queryOf([term]))} onClick={() => remove([place])} />
        </li>
      ))}
      <li>
        <Button size="compact-sm" variant="subtle" onClick={() => remove([...terms.keys()])}>
          {words.clear}
        </Button>
      </li>
    </Group>
  );
}
