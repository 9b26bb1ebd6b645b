import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { resourceValue } from '../parts/addresses.ts';
import { LOG_VIEW, type LogView } from './log-view.ts';
import { queryOf, type Term } from './query/terms.ts';

/** Addresses of the log: with an entry opened, with none, and as parameters of the API say it. */
export interface LogAddress {
  readonly list: string;
  readonly of: (id: string) => string;
}

/** With what is looked at now. */
export function useLogAddress(): LogAddress {
  const [parameters] = useSearchParams();
  const search = parameters.toString();
  return useMemo(() => {
    const tail = search === '' ? '' : `?${search}`;
    return { list: `/log${tail}`, of: (id) => `/log/${encodeURIComponent(id)}${tail}` };
  }, [search]);
}

/** The list that shows a query in a range. */
export function viewAddress({ query, range }: Pick<LogView, 'query' | 'range'>): string {
  const parameters = new URLSearchParams();
  LOG_VIEW.write({ ...LOG_VIEW.read(parameters), query, range }, parameters);
  const search = parameters.toString();
  return search === '' ? '/log' : `/log?${search}`;
}

/** Fields of the search language by the parameters of the API that related entries name. */
const FIELDS: Readonly<Record<string, string>> = {
  requestId: 'request',
  userId: 'user',
  resourceType: 'resource',
  resourceId: 'resourceId',
};

/** The address of the list that has these parameters of the API; undefined when one is not known. */
export function listAddress(query: Readonly<Record<string, string>>): string | undefined {
  const { from, to, q, ...filters } = query;
  const terms: Term[] = [];
  for (const [name, value] of Object.entries(filters)) {
    const field = FIELDS[name];
    if (field === undefined) return undefined;
    terms.push({ isNegated: false, field, values: [name === 'resourceType' ? resourceValue(value) : value] });
  }
  const parameters = new URLSearchParams();
  const text = [q, queryOf(terms)].filter(Boolean).join(' ');
  if (text !== '') parameters.set('q', text);
  if (from === undefined && to === undefined) parameters.set('range', 'all');
  if (from !== undefined) parameters.set('from', from);
  if (to !== undefined) parameters.set('to', to);
  return `/log?${parameters.toString()}`;
}
