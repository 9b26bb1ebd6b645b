import { type UrlCodec, useUrlState } from '../parts/url-state.ts';
import { LOG_VIEW, type LogView } from './log-view.ts';
import { type FieldValue, filteringFor, filteringOut, isAboutTime } from './query/filters.ts';
import { queryOf, type Term, termsOf } from './query/terms.ts';
import type { Range } from './range/range.ts';

/** What is looked at, and every way to look at something else. All of them begin at the newest entry again. */
export interface Log {
  readonly view: LogView;
  /** Undefined when the query can not be read. */
  readonly terms: readonly Term[] | undefined;
  readonly show: (view: Partial<LogView>) => void;
  readonly query: (query: string) => void;
  readonly filter: (terms: readonly Term[]) => void;
  readonly filterFor: (value: FieldValue) => void;
  readonly filterOut: (value: FieldValue) => void;
  /** A range takes the place of what the query says of the time. */
  readonly range: (range: Range) => void;
  readonly go: (place: LogView['place']) => void;
}

/** The log as the address says it; another page that looks at entries in its own way brings its own codec. */
export function useLog(codec: UrlCodec<LogView> = LOG_VIEW): Log {
  const [view, setView] = useUrlState(codec);
  const terms = termsOf(view.query);
  const show = (changed: Partial<LogView>) => setView({ ...view, place: undefined, ...changed });
  const filter = (next: readonly Term[]) => show({ query: queryOf(next) });
  return {
    view,
    terms,
    show,
    query: (query) => show({ query: query.trim() }),
    filter,
    filterFor: (value) => filter(filteringFor(terms ?? [], value)),
    filterOut: (value) => filter(filteringOut(terms ?? [], value)),
    range: (range) =>
      show({ range, ...(terms?.some(isAboutTime) && { query: queryOf(terms.filter((term) => !isAboutTime(term))) }) }),
    go: (place) => setView({ ...view, place }),
  };
}
