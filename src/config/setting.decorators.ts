import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min, ValidateBy } from 'class-validator';

/** The sentence a wrong setting is answered with; class-validator fills in the name and, unless secret, the value. */
function sentence(rule: string, advice: string, options: { readonly secret?: boolean } = {}): { message: string } {
  const got = options.secret === true ? '' : ' (it is "$value")';
  return { message: `$property ${rule}${got}; ${advice}.` };
}

/** A whole number in decimal digits, both bounds included. */
export function WholeNumber(range: { readonly from: number; readonly to: number; readonly advice: string }) {
  const wrong = sentence(`must be a whole number from ${range.from} to ${range.to}`, range.advice);
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value,
    ),
    IsInt(wrong),
    Min(range.from, wrong),
    Max(range.to, wrong),
  );
}

/** One of the given words. */
export function OneOf(words: readonly string[], advice: string) {
  return IsIn(words, sentence(`must be one of ${words.join(', ')}`, advice));
}

/** A text that matches a pattern, which `rule` says in words. */
export function Pattern(pattern: RegExp, text: { readonly rule: string; readonly advice: string }) {
  return Matches(pattern, sentence(text.rule, text.advice));
}

/** An optional secret with a least length. Its value is never part of a message. */
export function SecretText(length: { readonly atLeast: number; readonly advice: string }) {
  return applyDecorators(
    IsOptional(),
    Passes(
      (value) => typeof value === 'string' && value.length >= length.atLeast,
      sentence(`must have at least ${length.atLeast} characters`, length.advice, { secret: true }),
    ),
  );
}

/** An optional value held to a function; used where a mistake must not be echoed or a pattern is not enough. */
export function Checked(
  check: (value: unknown) => boolean,
  text: { readonly rule: string; readonly advice: string; readonly secret?: boolean },
) {
  return applyDecorators(
    IsOptional(),
    Passes(check, sentence(text.rule, text.advice, text.secret === undefined ? {} : { secret: text.secret })),
  );
}

function Passes(check: (value: unknown) => boolean, wrong: { readonly message: string }) {
  return ValidateBy({ name: 'passes', validator: { validate: check } }, wrong);
}
