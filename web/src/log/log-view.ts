import { setParameter, type UrlCodec } from '../parts/url-state.ts';
import { isAboutTime } from './query/filters.ts';
import { termsOf } from './query/terms.ts';
import { filtersOf, isSpan, type Range, USUAL_RANGE } from './range/range.ts';

export const PAGE_SIZES = [50, 100, 200] as const;
export type PageSize = (typeof PAGE_SIZES)[number];

/** What of the log is looked at; all of it is in the address. */
export interface LogView {
  readonly range: Range;
  /** In the server's search language; what the form and the chips show is read from it. */
  readonly query: string;
  readonly pageSize: PageSize;
  /** Which page; undefined for the newest. */
  readonly place: Place | undefined;
}

/** A page that is not the newest. */
export interface Place {
  readonly cursor: string;
  /** The number of its first entry, from 1. */
  readonly first: number;
}

/** Which entries, as the API asks for them. */
export interface LogFilters {
  readonly q?: string;
  readonly from?: string;
  readonly to?: string;
}

/** A query that says when takes the place of the range, so that both never contradict each other. */
export function saysWhen(query: string): boolean {
  return termsOf(query)?.some(isAboutTime) ?? false;
}

/** The filters of the API for a view. */
export function logFiltersOf({ range, query }: Pick<LogView, 'range' | 'query'>): LogFilters {
  return filtersOf(saysWhen(query) ? { kind: 'all' } : range, query.trim());
}

/** `?q=…&range=7d&limit=100&cursor=…&first=51` */
export const LOG_VIEW: UrlCodec<LogView> = {
  read(parameters) {
    const cursor = parameters.get('cursor');
    const first = Number(parameters.get('first'));
    return {
      range: rangeIn(parameters),
      query: parameters.get('q') ?? '',
      pageSize: PAGE_SIZES.find((size) => String(size) === parameters.get('limit')) ?? PAGE_SIZES[0],
      place: cursor === null ? undefined : { cursor, first: Number.isInteger(first) && first > 1 ? first : 1 },
    };
  },
  write({ range, query, pageSize, place }, parameters) {
    setParameter(parameters, 'q', query);
    setParameter(parameters, 'range', rangeName(range));
    setParameter(parameters, 'from', range.kind === 'between' ? range.from : undefined);
    setParameter(parameters, 'to', range.kind === 'between' ? range.to : undefined);
    setParameter(parameters, 'limit', pageSize === PAGE_SIZES[0] ? undefined : String(pageSize));
    setParameter(parameters, 'cursor', place?.cursor);
    setParameter(parameters, 'first', place && String(place.first));
  },
};

function rangeName(range: Range): string | undefined {
  if (range.kind === 'all') return 'all';
  return range.kind === 'last' && range.span !== (USUAL_RANGE.kind === 'last' && USUAL_RANGE.span)
    ? range.span
    : undefined;
}

function rangeIn(parameters: URLSearchParams): Range {
  const [from, to] = [momentIn(parameters, 'from'), momentIn(parameters, 'to')];
  if (from !== undefined || to !== undefined) return { kind: 'between', from, to };
  const name = parameters.get('range');
  if (name === 'all') return { kind: 'all' };
  return isSpan(name) ? { kind: 'last', span: name } : USUAL_RANGE;
}

function momentIn(parameters: URLSearchParams, name: string): string | undefined {
  const at = new Date(parameters.get(name) ?? '');
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
