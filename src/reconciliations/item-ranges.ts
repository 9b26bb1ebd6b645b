import { countOf, type Outcome, type OutcomeCounts, OUTCOMES } from './reconciliation-result.ts';

/** Items of one outcome by their positions, both included. */
export interface ItemRange {
  readonly outcome: Outcome;
  readonly first: number;
  readonly last: number;
}

/** Which page of which items. */
export interface ItemPage {
  /** @default all of them, one outcome after the other */
  readonly outcome?: Outcome | undefined;
  readonly limit: number;
  readonly page: number;
}

/** Where the items of a page are, in order, and how many items all pages have together. */
export function rangesOf(
  counts: OutcomeCounts,
  { outcome, limit, page }: ItemPage,
): { readonly ranges: readonly ItemRange[]; readonly total: number } {
  const ranges: ItemRange[] = [];
  const begin = (page - 1) * limit;
  let total = 0;
  for (const each of outcome === undefined ? OUTCOMES : [outcome]) {
    const count = countOf(counts, each);
    const first = Math.max(begin - total, 0) + 1;
    const last = Math.min(begin + limit - total, count);
    if (first <= last) ranges.push({ outcome: each, first, last });
    total += count;
  }
  return { ranges, total };
}
