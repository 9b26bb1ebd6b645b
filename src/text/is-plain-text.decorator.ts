import { Matches } from 'class-validator';

/** Refuses control characters (PostgreSQL cannot store NUL), line separators and broken surrogates. */
export function IsPlainText(): PropertyDecorator {
  return Matches(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, { message: '$property must not contain control characters' });
}
