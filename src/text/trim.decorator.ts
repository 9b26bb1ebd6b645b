import { Transform } from 'class-transformer';

/** Cuts white space off both ends of a text before it is validated. */
export function Trim(): PropertyDecorator {
  return Transform(({ value }: { readonly value: unknown }) => (typeof value === 'string' ? value.trim() : value));
}
