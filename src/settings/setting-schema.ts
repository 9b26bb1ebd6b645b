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
      const { minLength, maxLength, nullable } = schema;
      // Half a surrogate pair has no place in UTF-8: it would come back as another character.
      const isText = typeof value === 'string' && value.isWellFormed() && length(value, minLength, maxLength);
      if (isText || (nullable && value === null)) return undefined;
      return `must be a text of ${minLength} to ${maxLength} characters${nullable ? ', or null' : ''}`;
    }
  }
}
