import { length } from 'class-validator';

/** A whole number, both bounds included. */
export interface IntegerSchema {
  readonly type: 'integer';
  readonly minimum: number;
  readonly maximum: number;
}

/** A text, by its number of characters, both bounds included. */
export interface TextSchema {
  readonly type: 'string';
  readonly minLength: number;
  readonly maxLength: number;
  /** Whether null, "not set", is a value too. */
  readonly nullable: boolean;
  /** A regular expression that the whole of it matches. @default any text */
  readonly pattern?: string;
  /** What the pattern asks for, after "like". */
  readonly example?: string;
}

/** What values a setting takes. */
export type SettingSchema = IntegerSchema | TextSchema;

/** The type of the values that fit a schema. */
export type ValueOf<Schema extends SettingSchema> = Schema extends IntegerSchema
  ? number
  : string | (Schema extends { readonly nullable: false } ? never : null);

/** What the value breaks, as the end of a sentence that never repeats it; undefined when it fits. */
export function objectionTo(value: unknown, schema: SettingSchema): string | undefined {
  switch (schema.type) {
    case 'integer': {
      const { minimum, maximum } = schema;
      if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum)
        return undefined;
      return `must be a whole number from ${minimum} to ${maximum}`;
    }
    case 'string': {
      const { minLength, maxLength, nullable, pattern, example } = schema;
      // Half a surrogate pair has no place in UTF-8: it would come back as another character.
      const isText = typeof value === 'string' && value.isWellFormed() && length(value, minLength, maxLength);
      const isLike = pattern === undefined || (isText && new RegExp(`^(?:${pattern})$`, 'u').test(value));
      if ((isText && isLike) || (nullable && value === null)) return undefined;
      const like = example === undefined ? '' : ` like ${example}`;
      return `must be a text of ${minLength} to ${maxLength} characters${like}${nullable ? ', or null' : ''}`;
    }
  }
}
