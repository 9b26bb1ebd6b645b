import type { Resource } from '../selection/condition.ts';

/** A slash ends the type, so that one inside of a type is written as addresses write it. */
const SLASH = '%2F';

/** What `type` or `type/id` means; undefined when one of both is missing. */
export function resourceIn(value: string): Resource | undefined {
  const slash = value.indexOf('/');
  if (slash === 0 || slash === value.length - 1) return undefined;
  return slash < 0 ? { type: typeIn(value) } : { type: typeIn(value.slice(0, slash)), id: value.slice(slash + 1) };
}

/** A type as the search language writes it: `billing/invoice` is `billing%2Finvoice`. */
export function writtenType(type: string): string {
  return type.replaceAll('/', SLASH);
}

/** The type that is written so. */
export function typeIn(written: string): string {
  return written.replaceAll(SLASH, '/');
}
