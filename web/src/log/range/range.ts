/** Which time is looked at. */
export type Range =
  /** Up to now; counted anew whenever it is asked. */
  | { readonly kind: 'last'; readonly span: Span }
  /** Between moments in ISO 8601, the second one not included; either may be open. */
  | { readonly kind: 'between'; readonly from: string | undefined; readonly to: string | undefined }
  | { readonly kind: 'all' };

/** Spans that are offered, from the shortest, as the search language writes them. */
export const SPANS = ['15m', '1h', '24h', '7d', '30d', '90d', '365d'] as const;
export type Span = (typeof SPANS)[number];

const UNITS_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Entries are looked for here unless somebody says otherwise. */
export const USUAL_RANGE: Range = { kind: 'last', span: '24h' };

/** The filters of the API that mean this range; a span goes into the query, so that its cursors stay good as time goes by. */
export function filtersOf(
  range: Range,
  query: string,
): { readonly q?: string; readonly from?: string; readonly to?: string } {
  switch (range.kind) {
    case 'last':
      return { q: `${query} after:-${range.span}`.trim() };
    case 'between':
      return { ...(query && { q: query }), ...(range.from && { from: range.from }), ...(range.to && { to: range.to }) };
    case 'all':
      return query ? { q: query } : {};
  }
}

/** A range that holds more; undefined when there is none. */
export function widerThan(range: Range): Range | undefined {
  if (range.kind === 'all') return undefined;
  const next = range.kind === 'last' ? SPANS[SPANS.indexOf(range.span) + 1] : undefined;
  if (next !== undefined) return { kind: 'last', span: next };
  return { kind: 'all' };
}

/** How long a span is, in milliseconds. */
export function spanMs(span: Span): number {
  return Number.parseInt(span, 10) * UNITS_MS[span.at(-1) as keyof typeof UNITS_MS];
}

export function isSpan(value: string | null): value is Span {
  return (SPANS as readonly (string | null)[]).includes(value);
}
