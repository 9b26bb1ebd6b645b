import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsString, Matches, MaxLength, ValidateBy, buildMessage } from 'class-validator';
import { isAddressOrNetwork } from '../entry/ip-address.ts';

const MAX_VALUES = 50;
/** A date, or a date and time with its zone: `2026-11-23`, `2026-11-23T18:30:00Z`, `2026-11-23T18:30:00.123+01:00`. */
const INSTANT = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/;

/** A filter that may be given several times: any of its values matches. Becomes a list of texts. */
export function RepeatableFilter(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (value === undefined || Array.isArray(value) ? value : [value])),
    ArrayMaxSize(MAX_VALUES),
    IsString({ each: true }),
    MaxLength(300, { each: true }),
    Matches(/^[^\0]+$/, { each: true, message: '$property must not be empty' }),
  );
}

/** A moment: ISO 8601 with a zone, or a date alone, which means its midnight in UTC. Becomes a `Date`. */
export function IsInstant(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (parseInstant(value) ?? value) : value)),
    ValidateBy({
      name: 'isInstant',
      validator: {
        validate: (value) => value instanceof Date,
        defaultMessage: buildMessage(
          (each) => `${each}$property must be a date, or a date and time with a zone, such as 2026-11-23T18:30:00Z`,
        ),
      },
    }),
  );
}

/** Each value is an IP address or a network in CIDR notation. */
export function IsAddressOrNetwork(): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isAddressOrNetwork',
      validator: {
        validate: (value) => typeof value === 'string' && isAddressOrNetwork(value),
        defaultMessage: buildMessage(
          (each) => `${each}$property must be an IP address or a network such as 10.0.0.0/8`,
        ),
      },
    },
    { each: true },
  );
}

function parseInstant(text: string): Date | undefined {
  const [, day] = INSTANT.exec(text) ?? [];
  const instant = new Date(text);
  if (day === undefined || Number.isNaN(instant.getTime())) return undefined;
  // `new Date` turns 30 February into 2 March
  return new Date(day).toISOString().startsWith(day) ? instant : undefined;
}
