/** Numbers that follow one another. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

export function isWithin(number: number, ranges: readonly NumberRange[]): boolean {
  return ranges.some(({ first, last }) => first <= number && number <= last);
}

/** How many of the numbers lie in none of the ranges, which may overlap and have any order. */
export function countOutside({ first, last }: NumberRange, ranges: readonly NumberRange[]): number {
  let count = 0;
  let next = first;
  for (const range of ranges.toSorted((one, other) => one.first - other.first)) {
    count += Math.max(0, Math.min(range.first, last + 1) - next);
    next = Math.max(next, range.last + 1);
  }
  return count + Math.max(0, last + 1 - next);
}
