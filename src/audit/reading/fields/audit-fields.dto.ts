import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { FIELD_KINDS, type FieldKind } from '../query-language/field-kinds.ts';
import { QUERY_FIELD_NAMES, type QueryFieldName } from '../query-language/query-fields.ts';

/** `is`: `field:value`; `isNot`: `-field:value`; `isOneOf`: `field:(a,b)`; `isNoneOf`: `-field:(a,b)`. */
export const FIELD_OPERATORS = ['is', 'isNot', 'isOneOf', 'isNoneOf'] as const;
export type FieldOperator = (typeof FIELD_OPERATORS)[number];

/** Which fields, and which of their values. */
export class AuditFieldsQueryDto {
  /** This field only
   * @example "user" */
  @ApiProperty({ enum: QUERY_FIELD_NAMES, required: false })
  @IsOptional()
  @IsIn(QUERY_FIELD_NAMES)
  field?: QueryFieldName;

  /** Values of the field that begin like this, in the same case
   * @example "ada" */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @Matches(/^[^\0]*$/, { message: 'prefix must not contain the NUL character' })
  prefix?: string;
}

/** A field of the search language, for completing what somebody writes in it. */
export class AuditFieldDto {
  /** How it is written; in any case
   * @example "action" */
  name: string;

  /** What it is about
   * @example "What was done" */
  meaning: string;

  /** `closed`: `values` are all there are; `open`: they are some that entries have; `time`: they are some that are often meant; `address` and `text` have none
   * @example "open" */
  @ApiProperty({ enum: FIELD_KINDS })
  kind: FieldKind;

  /** What can be asked: `is` (`field:value`), `isNot` (`-field:value`), `isOneOf` (`field:(a,b)`), `isNoneOf` (`-field:(a,b)`)
   * @example ["is", "isNot", "isOneOf", "isNoneOf"] */
  @ApiProperty({ enum: FIELD_OPERATORS, isArray: true })
  operators: FieldOperator[];

  /** A term that uses it
   * @example "action:(login,logout)" */
  example: string;

  /** Values it can have, at most 100, in the order of the database
   * @example ["create", "login", "logout"] */
  values: string[];

  /** False when there may be more; `prefix` finds them
   * @example true */
  valuesAreComplete: boolean;
}

/** The fields of the search language, in the order in which they are told of. */
export class AuditFieldsDto {
  data: AuditFieldDto[];
}
